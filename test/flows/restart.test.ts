import { fewIncidents, openTestApp, type TestApp } from '../support/app';
import { eventually } from '../support/eventually';
import { messageActivity, type Room } from '../support/teams-activities';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp({ env: fewIncidents });
});
afterAll(() => app.close());
afterEach(() => app.simulator.switch({ latencyMs: 0 }));

let machines = 0;

/** Requests the package of a machine of its own. */
async function ask(workSeconds = 120) {
  const { people, simulator, teams } = app;
  const name = `kill-${++machines}`;
  const { id } = simulator.addMachine({ name });
  simulator.script(name, { pendingSeconds: 5, workSeconds });
  const place = { ...teams.channel(name), id: `${teams.channel(name).id};messageid=${machines}` };
  const text = `collect ${name} because restart`;
  const activity = messageActivity(teams.world, { from: people.mia.human, room: place, text });
  return { id, name: name.toUpperCase(), room: place, activity };
}

const asked = (machineId: string) =>
  app.simulator.calls({
    method: 'POST',
    path: `/api/machines/${machineId}/collectInvestigationPackage`,
  });

/** Polls almost without a pause: the exact moment matters. */
async function moment(what: () => boolean): Promise<void> {
  await eventually(what, { everyMs: 1 });
}

/**
 * Defender received the request, and the card is posted. Killed between Teams' acceptance of a
 * first card and the storing of its id, a second one is posted: Teams offers no way to ask.
 */
async function beginsToAsk({ id }: { id: string }): Promise<void> {
  await moment(() => asked(id).length > 0);
  await app.delivered();
}

/**
 * One action in Defender, one card in its terminal state, and one notification of the requester.
 */
async function expectOneGoodEnd({ id, name, room }: { id: string; name: string; room: Room }) {
  const { teams } = app;
  await teams.sees(`<at>Mia Chen</at>, ${name} package ready`, { in: room });
  const cards = teams.transcript(room).filter((said) => said.includes(`${name} · `));
  expect(cards).toEqual([expect.stringContaining(`✅ ${name} · Ready`)]);
  expect(asked(id)).toHaveLength(1);
}

describe('killed at any moment, a collection goes on where it stood', () => {
  it('before Teams heard that its message was taken: Teams sends it again', async () => {
    const { teams } = app;
    const wanted = await ask();
    const lost = teams.deliver(wanted.activity, wanted.room).catch(() => undefined);

    await app.restart();
    await lost;
    await teams.deliver(wanted.activity, wanted.room);

    await expectOneGoodEnd(wanted);
  });

  it('right after Teams heard that its message was taken', async () => {
    const wanted = await ask();
    await app.teams.deliver(wanted.activity, wanted.room);

    await app.restart();

    await expectOneGoodEnd(wanted);
  });

  it('while Defender answers that it has begun: it is not asked a second time', async () => {
    const { simulator, teams } = app;
    const wanted = await ask();
    simulator.switch({ latencyMs: 500 });
    await teams.deliver(wanted.activity, wanted.room);
    await beginsToAsk(wanted);

    await app.restart();

    await expectOneGoodEnd(wanted);
  });

  it('when Defender just answered that it has begun', async () => {
    const { simulator, teams } = app;
    const wanted = await ask();
    simulator.switch({ latencyMs: 500 });
    await teams.deliver(wanted.activity, wanted.room);
    await beginsToAsk(wanted);
    await moment(() => asked(wanted.id)[0]?.status === 201);

    await app.restart();

    await expectOneGoodEnd(wanted);
  });

  it('while the machine works', async () => {
    const wanted = await ask(3_000);
    await app.teams.deliver(wanted.activity, wanted.room);
    await app.teams.sees(`${wanted.name} · Collecting`, { in: wanted.room });

    await app.restart();

    await expectOneGoodEnd(wanted);
  });

  it('while it is dead the machine finishes', async () => {
    const wanted = await ask();
    await app.teams.deliver(wanted.activity, wanted.room);
    await app.teams.sees(new RegExp(`${wanted.name} · (Queued|Collecting)`), { in: wanted.room });

    await app.kill();
    app.simulator.clock.advance(600_000);
    await app.start();

    await expectOneGoodEnd(wanted);
  });

  it('while the link is asked for', async () => {
    const { simulator, teams } = app;
    const before = links();
    const wanted = await ask();
    await teams.deliver(wanted.activity, wanted.room);
    await moment(() => asked(wanted.id)[0]?.status === 201);
    simulator.switch({ latencyMs: 100 });
    await moment(() => links() > before);

    await app.restart();

    await expectOneGoodEnd(wanted);
  });

  it('in the middle of the download', async () => {
    const { simulator, teams } = app;
    simulator.next('slow download', { ms: 200 });
    const wanted = await ask();
    await teams.deliver(wanted.activity, wanted.room);
    await moment(() => simulator.unusedFaults().length === 0);

    await app.restart();

    await expectOneGoodEnd(wanted);
  });

  it('when the card just showed the end', async () => {
    const wanted = await ask();
    await app.teams.deliver(wanted.activity, wanted.room);
    await app.teams.sees(`${wanted.name} · Ready`, { in: wanted.room });

    await app.restart();

    await expectOneGoodEnd(wanted);
  });
});

const links = () =>
  app.simulator.calls().filter(({ path }) => path.toLowerCase().endsWith('/getpackageuri')).length;

describe('stopped in order', () => {
  it('it ends with code 0, and the collection goes on at the next start', async () => {
    const wanted = await ask(3_000);
    await app.teams.deliver(wanted.activity, wanted.room);
    await app.teams.sees(`${wanted.name} · Collecting`, { in: wanted.room });

    const code = await app.bailiff.stop();
    await app.start();

    expect(code).toBe(0);
    await expectOneGoodEnd(wanted);
  });
});

describe('killed again and again', () => {
  // A fixed seed: failures are reproducible.
  const random = dice(20_261_120);

  const isReady = (name: string) =>
    app.teams.transcript().some((said) => said.includes(`${name} package ready`));

  it('four collections each come to one good end', async () => {
    const { teams } = app;
    const wanted = await Promise.all(Array.from({ length: 4 }, () => ask(2_400)));
    for (const one of wanted) await teams.deliver(one.activity, one.room);

    for (let kills = 0; kills < 4; kills++) {
      // At some call to Defender, which may be any.
      const calls = app.simulator.calls().length + 1 + Math.floor(random() * 40);
      const isOver = () => wanted.every(({ name }) => isReady(name));
      await moment(() => app.simulator.calls().length >= calls || isOver());
      await app.restart();
    }

    for (const { id, name, room } of wanted) {
      await teams.sees(`${name} package ready`, { in: room });
      // Killed between Teams' acceptance of a card and the storing of its id, a second one is
      // posted: Teams has no way to ask. The known one always reaches its terminal state.
      const cards = teams.transcript(room).filter((said) => said.includes(`${name} · `));
      expect(cards.at(-1)).toContain(`✅ ${name} · Ready`);
      expect(asked(id)).toHaveLength(1);
    }
  });
});

/** Small and reproducible. Source: mulberry32, public domain. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
