import { wordsOf } from '../support/teams-connector';
import { type OnCallApp, openOnCallApp } from './on-call-app';

let app: OnCallApp;
beforeAll(async () => {
  app = await openOnCallApp();
});
afterAll(() => app.close());

const cardsWith = (words: string | RegExp) =>
  app.teams.connector.posted.filter(
    ({ conversationId, sent, before }) =>
      conversationId === app.operations.id &&
      [sent, ...before].some((one) => wordsOf(one).match(words)),
  );

/** Mia asks for packages of new machines, one message each. */
async function asks(names: readonly string[], before: (name: string) => void = () => {}) {
  const { people, simulator, teams } = app;
  for (const name of names) {
    simulator.addMachine({ name });
    before(name);
  }
  const said = names.map((name) =>
    people.mia.says(`collect ${name} because drill`, { in: teams.channel(`asks-${name}`) }),
  );
  return (await Promise.all(said)).map(({ room }) => room);
}
const numbered = (start: string, amount: number) =>
  Array.from({ length: amount }, (_, n) => `${start}-${n + 1}`);

describe('seven failures of one cause', () => {
  it('are one card, one page, and the machines in a list', async () => {
    const { operations, people, simulator, teams } = app;
    const names = numbered('seven', 7);

    await asks(names, (name) =>
      simulator.script(name, { does: 'fails', errorHResult: -2147023436 }),
    );
    const card = await teams.sees(/failing on 7 devices since/, { in: operations });

    expect(cardsWith(/SEVEN-/)).toHaveLength(1);
    for (const name of names) expect(wordsOf(card.sent)).toContain(name.toUpperCase());
    expect(app.inChat('Dana Reyes', 'SEVEN-')).toHaveLength(1);
    await people.dana.presses(card, 'Acknowledge');
    await people.dana.presses(card, 'Resolve');
  });
});

describe('a failure among several machines', () => {
  it('is told while the others are still open: one that is off may keep them so for days', async () => {
    const { operations, people, simulator, teams } = app;
    simulator.addMachine({ name: 'off-1', online: false });
    simulator.addMachine({ name: 'off-2' });
    simulator.script('off-2', { does: 'fails', errorHResult: -2147024784 });

    const { room } = await people.mia.says('collect off-1, off-2 because hunt', {
      in: teams.channel('asks-off'),
    });
    const card = await teams.sees('❌ Package failed on OFF-2', { in: operations });
    const asked = await teams.sees('On-call (Dana Reyes) notified', { in: room });

    expect(wordsOf(asked.sent)).toContain('OFF-1 · Waiting for device');
    await people.mia.says('cancel off-1', { in: room });
    await teams.sees('0 of 2 packages ready · 1 failed · 1 cancelled', { in: room });
    expect(cardsWith(/OFF-2/)).toEqual([card]);
    await people.dana.presses(card, 'Resolve');
  });
});

describe('a permission that was lost', () => {
  it('is one card, which closes itself when all have gone well', async () => {
    const { operations, people, simulator, teams } = app;
    simulator.next('403', { on: 'collect', times: 3 });

    const rooms = await asks(numbered('perm', 3));
    const card = await teams.sees(/failing on 3 devices since/, { in: operations });
    expect(wordsOf(card.sent)).toContain('Bailiff has no permission for this in Defender.');
    for (const [n, room] of rooms.entries()) {
      await people.mia.says(`retry perm-${n + 1}`, { in: room });
      await teams.sees(`PERM-${n + 1} package ready`, { in: room });
    }

    await teams.sees(/✅ Access restored .*\. 3 of 3 done, none lost/, { in: operations });
    expect(cardsWith(/PERM-/)).toHaveLength(1);
    expect(wordsOf(card.sent)).not.toContain('[Acknowledge]');
  });
});

describe('a Defender that does not answer', () => {
  it('is one banner, which closes itself when all have come to their end', async () => {
    const { operations, simulator, teams } = app;
    simulator.next('503', { on: 'collect', times: 18 });

    await asks(numbered('out', 6));
    await teams.sees(/Defender unreachable since/, { in: operations });
    const banner = await teams.sees(/✅ Back .*\n6 of 6 done, none lost\./s, {
      in: operations,
    });

    expect(cardsWith(/unreachable since|waiting, none lost/)).toEqual([banner]);
    expect(app.inChat('Dana Reyes', 'unreachable')).toEqual([]);
  });
});
