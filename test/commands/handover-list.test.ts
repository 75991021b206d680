import { handover } from '../../src/commands/on-call/handover';
import { opened } from '../cards/samples-of-on-call';
import { buttonsOn, say, shown } from '../support/answers';
import { dana } from '../support/builders';
import { memoryOverview } from '../support/overview';
import { fakeServices } from '../support/services';

describe('the list of what is open', () => {
  it('names a failure as its card does, so that it is found again', async () => {
    const failureAlert = opened();
    const { overview } = memoryOverview({ failureAlerts: { count: 1, first: [failureAlert] } });
    const services = { ...fakeServices(), overview };

    const answer = await say(handover, {}, services, { actor: dana });

    expect(shown(answer)).toContain('C-7F3K1 · ');
    expect(shown(answer)).not.toContain(`${failureAlert.id} · `);
    expect(buttonsOn(answer)).toMatchObject([{ title: 'Acknowledge C-7F3K1', verb: 'ack' }]);
  });
});
