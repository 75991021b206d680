import { fewIncidents, openTestApp, type TestApp } from '../support/app';
import { eventually } from '../support/eventually';
import type { Room } from '../support/teams-activities';
import { wordsOf } from '../support/teams-connector';

let app: TestApp;
let operations: Room;
beforeAll(async () => {
  // An attempt every quarter of a second, and a day in five minutes.
  app = await openTestApp({ timeScale: 300, env: fewIncidents });
  operations = app.teams.channel('secops');
  await app.people.dana.says('subscribe operations', { in: operations });
  await app.teams.sees('Subscribed: ', { in: operations });
});
afterAll(() => app.close());

const goAway = () => app.simulator.switch({ service: 'away' });
const comeBack = () => app.simulator.switch({ service: 'up' });

let machines = 0;

/** A machine of its own, after which its room is named. */
function machine() {
  const name = `out-${++machines}`;
  const { id } = app.simulator.addMachine({ name });
  return { id, name: name.toUpperCase() };
}

const rooms = (() => {
  let opened = 0;
  return () => app.teams.channel(`outage-${++opened}`);
})();

/** Requests it while Defender can't identify the machine. */
async function asks(text: string, who: 'mia' | 'omar' = 'mia') {
  const { room } = await app.people[who].says(text, { in: rooms() });
  const card = await app.teams.sees('· Waiting for Defender', { in: room });
  return { card, room, job: /C-[0-9A-Z]{5}/.exec(wordsOf(card.sent))![0] };
}

const posts = (machineId: string) =>
  app.simulator
    .calls({ method: 'POST', path: `/api/machines/${machineId}/collectInvestigationPackage` })
    .filter(({ status }) => status === 201).length;

describe('while Defender does not answer at all', () => {
  it('a request is kept on its card, told in one banner, and done when Defender is back', async () => {
    const { teams } = app;
    const [first, second] = [machine(), machine()];
    goAway();

    const mia = await asks(`collect ${first.name} because lsass alert`);
    const omar = await asks(`collect ${second.name} because hunt`, 'omar');
    expect(wordsOf(mia.card.sent)).toMatch(
      /Defender isn’t answering \(since .*, \d+ attempts?\)\. Your request is queued\. Next attempt/,
    );
    await teams.sees(/2 requests are waiting, none lost\./, { in: operations });
    comeBack();

    for (const { name, room } of [
      { ...first, room: mia.room },
      { ...second, room: omar.room },
    ])
      await teams.sees(`${name} package ready`, { in: room });
    const banner = await teams.sees(/2 of 2 done, none lost\./, { in: operations });
    expect(wordsOf(banner.sent)).toContain('✅ Back');
    expect(
      teams.said(operations).filter(({ sent }) => wordsOf(sent).includes('none lost')),
    ).toEqual([banner]);
    // The same card, under the same reference.
    expect(wordsOf(mia.card.sent)).toContain(`✅ ${first.name} · Ready`);
    expect(wordsOf(mia.card.sent)).toContain(`Ref ${mia.job}`);
    expect([posts(first.id), posts(second.id)]).toEqual([1, 1]);
  });

  it('one machine asked for by two people is collected once, and both are told', async () => {
    const { teams } = app;
    const { id, name } = machine();
    goAway();
    const mia = await asks(`collect ${name} because lsass alert`);
    const omar = await asks(`collect ${name} because hunt`, 'omar');
    comeBack();

    const told = new RegExp(`${name} (package ready|is already being)|package of ${name}`, 'i');
    for (const { room } of [mia, omar]) await teams.sees(told, { in: room });
    await teams.sees(`${name} package ready`);
    expect(posts(id)).toBe(1);
  });

  it('it can be taken back, and nothing is collected then', async () => {
    const { people, teams } = app;
    const { id, name } = machine();
    goAway();
    const { card, job, room } = await asks(`collect ${name} because mistake`);

    await people.omar.says(`cancel ${job}`, { in: room });
    await teams.sees(`requested ${job}, so only`, { in: room });
    await people.mia.presses(card, 'Cancel');
    await teams.sees(`✖ ${name} · Cancelled`, { in: room });
    const later = machine();
    const after = await asks(`collect ${later.name} because hunt`);
    comeBack();
    await teams.sees(`${later.name} package ready`, { in: after.room });

    expect(posts(id)).toBe(0);
    expect(wordsOf(card.sent)).toMatch(/Cancelled by Mia Chen .*\. Nothing was collected\./);
  });

  it('it can be taken back by the name of its machine', async () => {
    const { people, teams } = app;
    const { id, name } = machine();
    goAway();
    const { room } = await asks(`collect ${name} because mistake`);
    const omar = await asks(`collect ${name} because hunt`, 'omar');

    await people.mia.says(`cancel ${name}`, { in: room });
    await teams.sees(`${name}: cancelled. Nothing was collected.`, { in: room });
    // The reply does not wait for the card, which its own workflow shows.
    await teams.sees(`✖ ${name} · Cancelled`, { in: room });
    comeBack();

    // Omar's request is his own.
    await teams.sees(`${name} package ready`, { in: omar.room });
    expect(teams.transcript(room).join()).not.toContain('package ready');
    expect(posts(id)).toBe(1);
  });

  it('it stands among the jobs, and status tells how it waits', async () => {
    const { people, teams } = app;
    const { name } = machine();
    goAway();
    const { job, room } = await asks(`collect ${name} because looking`);

    await people.mia.says('jobs', { in: room });
    await teams.sees(`${job} · ${name} · Waiting for Defender`, { in: room });
    const elsewhere = rooms();
    await people.anna.says(`status ${job}`, { in: elsewhere });
    await teams.sees(`⏸ ${name} · Waiting for Defender`, { in: elsewhere });
    comeBack();

    await teams.sees(`${name} package ready`, { in: room });
  });

  it('a name that turns out to be unknown is answered as ever, and who asked is called', async () => {
    const { teams } = app;
    goAway();
    const { card, room } = await asks('collect nobody-knows because typo');
    comeBack();

    await teams.sees(/No device “/, { in: room });
    await teams.sees('<at>Mia Chen</at>, NOBODY-KNOWS: Defender is back', { in: room });
    expect(wordsOf(card.sent)).toContain('NOBODY-KNOWS · Defender is back');
  });

  it('of several commands in one message each is kept for itself', async () => {
    const { people, teams } = app;
    const [first, second] = [machine(), machine()];
    goAway();
    const room = rooms();
    await people.mia.says(`collect ${first.name} because a\ncollect ${second.name} because b`, {
      in: room,
    });
    await teams.sees(`${first.name} · Waiting for Defender`, { in: room });
    await teams.sees(`${second.name} · Waiting for Defender`, { in: room });
    comeBack();

    for (const { id, name } of [first, second]) {
      await teams.sees(`${name} package ready`, { in: room });
      expect(posts(id)).toBe(1);
    }
  });

  it('only what collects is kept: what reads says that Defender could not be reached', async () => {
    const { people, teams } = app;
    const { name } = machine();
    const room = rooms();
    goAway();

    await people.mia.says(`machine ${name}`, { in: room });
    await teams.sees('Defender couldn’t be reached.', { in: room });
    await people.anna.says(`collect ${name} because no right`, { in: room });
    await teams.sees('You can’t use “collect”', { in: room });
    comeBack();

    expect(teams.transcript(room).join()).not.toContain('Waiting for Defender');
  });

  it('killed while it waits, and killed as it goes on, it comes to one good end', async () => {
    const { teams } = app;
    const { id, name } = machine();
    goAway();
    const { card, room } = await asks(`collect ${name} because killed`);

    // Killed before the id of the card is stored, a second one is posted.
    await teams.sees(
      (words, { id: at }) => at === card.id && /, ([2-9]|\d\d) attempts\)/.test(words),
    );
    await app.restart();
    await teams.sees(
      (words, { id: at }) => at === card.id && /, ([3-9]|\d\d) attempts\)/.test(words),
    );
    const before = app.simulator.calls().length;
    comeBack();
    await eventually(() => app.simulator.calls().length > before, { everyMs: 1 });
    await app.restart();

    await teams.sees(`${name} package ready`, { in: room });
    expect(wordsOf(card.sent)).toContain(`✅ ${name} · Ready`);
    expect(posts(id)).toBe(1);
  });
});
