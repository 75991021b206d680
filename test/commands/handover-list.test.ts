import { handover } from '../../src/commands/on-call/handover';
import { opened } from '../cards/samples-of-on-call';
import { buttonsOn, say, shown } from '../support/answers';
import { dana } from '../support/builders';
import { memoryOverview } from '../support/overview';
import { fakeTools } from '../support/services';

describe('the list of what is open', () => {
  it('names a failure as its card does, so that it is found again', async () => {
    const notice = opened();
    const { overview } = memoryOverview({ notices: { count: 1, first: [notice] } });
    const tools = { ...fakeTools(), overview };

    const answer = await say(handover, {}, tools, { actor: dana });

    expect(shown(answer)).toContain('C-7F3K1 · ');
    expect(shown(answer)).not.toContain(`${notice.id} · `);
    expect(buttonsOn(answer)).toMatchObject([{ title: 'Acknowledge C-7F3K1', verb: 'ack' }]);
  });
});
