import { fewIncidents, openTestApp, type TestApp } from '../support/app';
import { wordsOf } from '../support/teams-connector';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp({ env: fewIncidents });
});
afterAll(() => app.close());

const twenty = <T>(work: () => Promise<T>) => Promise.all(Array.from({ length: 20 }, work));

const collectionsOf = (machineId: string) =>
  app.simulator.calls({
    method: 'POST',
    path: `/api/machines/${machineId}/collectInvestigationPackage`,
  });

describe('a message that Teams delivers twenty times', () => {
  it('is one collection, one card and one mention', async () => {
    const { people, simulator, teams } = app;
    const { id } = simulator.addMachine({ name: 'again-1' });
    const { activity, room } = await people.mia.says('collect again-1 because redelivery', {
      in: teams.channel('again-1'),
    });

    const receipts = await twenty(() => teams.deliver(activity, room));
    await teams.sees('AGAIN-1 package ready', { in: room });
    await twenty(() => teams.deliver(activity, room));

    expect(new Set(receipts.map(({ status }) => status))).toEqual(new Set([200]));
    await expectCalm();
    expect(teams.transcript(room)).toHaveLength(2);
    expect(collectionsOf(id)).toHaveLength(1);
  });

  it('is still the same one after the bot was killed', async () => {
    const { people, simulator, teams } = app;
    const { id } = simulator.addMachine({ name: 'again-2' });
    simulator.script('again-2', { workSeconds: 1_200 });
    const { activity, room } = await people.mia.says('collect again-2 because redelivery', {
      in: teams.channel('again-2'),
    });
    await teams.sees(/AGAIN-2 · (Queued|Collecting)/, { in: room });

    await app.restart();
    await twenty(() => teams.deliver(activity, room));
    await teams.sees('AGAIN-2 package ready', { in: room });

    await expectCalm();
    const said = teams.transcript(room);
    expect(said.filter((words) => words.includes('AGAIN-2 · Ready'))).toHaveLength(1);
    expect(said.filter((words) => words.includes('package ready'))).toHaveLength(1);
    expect(collectionsOf(id)).toHaveLength(1);
  });
});

describe('a button that is pressed twenty times', () => {
  it('cancels once', async () => {
    const { people, simulator, teams } = app;
    simulator.addMachine({ name: 'again-3' });
    simulator.script('again-3', 'never ends');
    const { room } = await people.mia.says('collect again-3 because double click', {
      in: teams.channel('again-3'),
    });
    const card = await teams.sees(/AGAIN-3 · (Queued|Collecting)/, { in: room });

    const answers = await twenty(() => people.mia.presses(card, 'Cancel'));
    await teams.sees('AGAIN-3 collection cancelled', { in: room });

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    await expectCalm();
    expect(wordsOf(card.sent)).toContain('✖ AGAIN-3 · Cancelled');
    expect(told(room)).toHaveLength(1);
    expect(
      simulator.calls({ method: 'POST' }).filter(({ path }) => path.endsWith('/cancel')),
    ).toHaveLength(1);
  });

  it('retries once', async () => {
    const { people, simulator, teams } = app;
    const { id } = simulator.addMachine({ name: 'again-4' });
    simulator.script('again-4', 'fails');
    const { room } = await people.mia.says('collect again-4 because double click', {
      in: teams.channel('again-4'),
    });
    const card = await teams.sees('AGAIN-4 · Failed', { in: room });
    await teams.sees('AGAIN-4 package failed', { in: room });
    simulator.script('again-4', { does: 'succeeds', workSeconds: 600 });

    await twenty(() => people.mia.presses(card, 'Retry'));
    await teams.sees('AGAIN-4 package ready', { in: room });

    await expectCalm();
    expect(collectionsOf(id)).toHaveLength(2);
    expect(told(room)).toHaveLength(1);
  });

  it('chooses a machine once', async () => {
    const { people, simulator, teams } = app;
    simulator.addMachine({ name: 'again-5' });
    const { room } = await people.mia.says('collect again-55 because did you mean', {
      in: teams.channel('again-5'),
    });
    const refusal = await teams.sees('No device “', { in: room });

    await twenty(() => people.mia.presses(refusal, 'AGAIN-5'));
    await teams.sees('AGAIN-5 package ready', { in: room });

    await expectCalm();
    expect(told(room)).toHaveLength(1);
  });
});

const told = (room: Parameters<TestApp['teams']['transcript']>[0]) =>
  app.teams.transcript(room).filter((words) => /package ready|collection cancelled/.test(words));

/** Everything that was started has been answered: a question now is answered after it. */
async function expectCalm(): Promise<void> {
  const { people, teams } = app;
  const before = teams.transcript(people.anna.chat).length;
  await people.anna.says('whoami');
  await teams.sees(() => teams.transcript(people.anna.chat).length > before, {
    in: people.anna.chat,
  });
}
