import { approve } from '../../src/commands/approve';
import { exportCommand } from '../../src/commands/export';
import { hold } from '../../src/commands/hold';
import { jobs } from '../../src/commands/jobs';
import { packageCommand } from '../../src/commands/package';
import { receipt } from '../../src/commands/receipt';
import { retry } from '../../src/commands/retry';
import { status } from '../../src/commands/status';
import { verify } from '../../src/commands/verify';
import type { KeptEnd } from '../../src/domain/kept-request';
import { refusalOf, say, shown } from '../support/answers';
import { aKeptRequest, dana } from '../support/builders';
import { readable } from '../support/card-text';
import { fakeTools } from '../support/tools';

const lead = { actor: dana, role: 'lead' as const };

async function world(as?: KeptEnd['as']) {
  const tools = fakeTools();
  const { id } = await tools.keptRequests.keep('request-0', aKeptRequest());
  if (as) await tools.keptRequests.end(id, { as, at: tools.clock.now() });
  return { id, tools };
}

describe('the reference of a request that waits for Defender', () => {
  it.each`
    command           | nothing
    ${receipt}        | ${''}
    ${verify}         | ${''}
    ${packageCommand} | ${''}
    ${exportCommand}  | ${''}
    ${retry}          | ${' Nothing was started.'}
    ${hold}           | ${' Nothing was held.'}
    ${approve}        | ${' Nothing changed.'}
  `(
    'is known to $command.name, which says that there is nothing yet',
    async ({ command, nothing }) => {
      const { id, tools } = await world();

      const { message, suggestions } = await refusalOf(say(command, { job: id }, tools, lead));

      expect(readable(message)).toBe(
        `${id} waits for Defender. Nothing was collected yet.${nothing}`,
      );
      expect(suggestions).toMatchObject([{ verb: 'status', words: [id] }]);
    },
  );

  it.each`
    as             | says
    ${'cancelled'} | ${'was cancelled while it waited for Defender. Nothing was collected.'}
    ${'given-up'}  | ${'waited for Defender for a day, in vain. Nothing was collected.'}
    ${'answered'}  | ${'was answered when Defender was back. No collection goes by that id.'}
    ${'begun'}     | ${'was answered when Defender was back. No collection goes by that id.'}
  `('tells how it ended where no collection goes by it: $as', async ({ as, says }) => {
    const { id, tools } = await world(as);

    const { message } = await refusalOf(say(receipt, { job: id }, tools));

    expect(readable(message)).toBe(`${id} ${says}`);
  });

  it('is what status shows, and stands among the jobs', async () => {
    const { id, tools } = await world();

    const cards = [await say(status, { job: id }, tools), await say(status, {}, tools)];

    for (const card of cards) expect(shown(card)).toContain('⏸ WS-042 · Waiting for Defender');
    expect(shown(await say(jobs, {}, tools))).toContain(`${id} · WS-042 · Waiting for Defender`);
  });
});
