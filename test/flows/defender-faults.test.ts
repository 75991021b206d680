import type { FaultOptions } from '../../simulator/fault-options';
import { fewIncidents, openTestApp, type TestApp } from '../support/app';
import { wordsOf } from '../support/teams-connector';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp({ env: fewIncidents });
});
afterAll(() => app.close());

let machines = 0;

/** Asks for the package of a machine of its own, whose requests meet the fault. */
async function collectDespite(fault: string, options: FaultOptions = {}) {
  const { people, simulator, teams } = app;
  const name = `flt-${++machines}`;
  const { id } = simulator.addMachine({ name });
  simulator.next(fault, options);
  const room = teams.channel(`despite-${machines}`);
  const asked = await people.mia.says(`collect ${name} because ${fault}`, { in: room });
  return { id, name: name.toUpperCase(), room: asked.room };
}

/** What Defender's history says about this machine. */
function collectionsOf(machineId: string): number {
  return app.simulator
    .calls({ method: 'POST', path: `/api/machines/${machineId}/collectInvestigationPackage` })
    .filter(({ fault, status }) => status === 201 || fault === 'drops the answer').length;
}

describe('a package arrives although Defender', () => {
  it.each`
    stumbles                                  | fault                     | options
    ${'asks to slow down'}                    | ${'429'}                  | ${{ on: 'collect', retryAfter: 1 }}
    ${'asks to slow down in a sentence only'} | ${'429 observed'}         | ${{ on: 'collect', retryAfter: 1 }}
    ${'asks to slow down without a time'}     | ${'429 without header'}   | ${{ on: 'collect' }}
    ${'asks to slow down at the link'}        | ${'429'}                  | ${{ on: 'link', retryAfter: 1 }}
    ${'has a fault of its own'}               | ${'500'}                  | ${{ on: 'collect' }}
    ${'answers with a page of a gateway'}     | ${'502 html'}             | ${{ on: 'collect' }}
    ${'is not available twice'}               | ${'503'}                  | ${{ on: 'collect', times: 2 }}
    ${'answers nothing'}                      | ${'empty body'}           | ${{ on: 'collect' }}
    ${'drops the line'}                       | ${'drops the line'}       | ${{ on: 'collect' }}
    ${'does it, and drops the answer'}        | ${'drops the answer'}     | ${{ on: 'collect' }}
    ${'no longer takes our token'}            | ${'401'}                  | ${{ on: 'collect' }}
    ${'can not find what it has'}             | ${'flaky 404'}            | ${{ path: '/api/machineactions/*' }}
    ${'breaks while it is watched'}           | ${'500'}                  | ${{ path: '/api/machineactions', method: 'GET', times: 3 }}
    ${'gives a link that has expired'}        | ${'link expired'}         | ${{}}
    ${'has no package yet'}                   | ${'package not there'}    | ${{}}
    ${'ends the download early'}              | ${'truncated'}            | ${{}}
    ${'breaks the download'}                  | ${'resets in the middle'} | ${{}}
    ${'announces another length'}             | ${'wrong length'}         | ${{}}
    ${'says more than is documented'}         | ${'unknown fields'}       | ${{ on: 'collect' }}
    ${'writes its words in another case'}     | ${'other case'}           | ${{ on: 'collect' }}
  `('$stumbles', async ({ fault, options }: { fault: string; options: FaultOptions }) => {
    const { teams } = app;

    const { id, name, room } = await collectDespite(fault, options);
    await teams.sees(`${name} package ready`, { in: room });

    expect(collectionsOf(id)).toBe(1);
    const cards = teams.transcript(room).filter((said) => said.includes(`${name} · `));
    expect(cards).toEqual([expect.stringContaining(`✅ ${name} · Ready`)]);
  });

  it('breaks the download, and the link is found expired when it should go on', async () => {
    const { simulator, teams } = app;
    const before = simulator.calls().length;
    simulator.next('truncated', { bytes: 4096 });

    const { name, room } = await collectDespite('link expired');
    await teams.sees(`${name} package ready`, { in: room });

    const downloads = simulator.calls().slice(before);
    const said = downloads.filter(({ path }) => path.endsWith('.zip')).map(({ status }) => status);
    expect(said).toEqual([200, 403, 200]);
  });
});

describe('while Defender is away', () => {
  it('the card says since when, and when it is asked again', async () => {
    const { teams } = app;

    const { name, room } = await collectDespite('drops the line', { on: 'collect', times: 3 });
    await teams.sees(`${name} package ready`, { in: room });

    const [card] = teams.connector.posted.filter(
      ({ conversationId }) => conversationId === room.id,
    );
    const earlier = card!.before.map(wordsOf).join('\n---\n');
    expect(earlier).toMatch(
      /⏸ .*\n.*Defender isn’t answering \(since .*attempts?\)\. Your request is queued\. Next attempt/s,
    );
    expect(wordsOf(card!.sent)).not.toContain('not answering');
  });
});

describe('what Defender refuses for good', () => {
  it.each`
    refusal                           | fault                | says
    ${'a permission that is missing'} | ${'403'}             | ${'Bailiff has no permission for this in Defender.'}
    ${'a feature that is off'}        | ${'403 feature off'} | ${'This feature is turned off in the Defender tenant.'}
  `('fails in plain words: $refusal', async ({ fault, says }: { fault: string; says: string }) => {
    const { teams } = app;

    const { id, name, room } = await collectDespite(fault, { on: 'collect' });
    const card = await teams.sees(`❌ ${name} · Failed`, { in: room });
    await teams.sees(`${name} package failed`, { in: room });

    expect(wordsOf(card.sent)).toContain(says);
    expect(collectionsOf(id)).toBe(0);
  });

  it('gives up after several broken downloads, and says how often it tried', async () => {
    const { teams } = app;

    const { name, room } = await collectDespite('link expired', { times: 6 });
    const card = await teams.sees(`❌ ${name} · Failed`, { in: room });

    expect(wordsOf(card.sent)).toMatch(
      /The download from Defender failed several times\..*downloaded 6 times/s,
    );
  });
});
