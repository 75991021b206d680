import { collectNamedHere } from '../../src/chat/message-action';
import { fewIncidents, openTestApp, type TestApp } from '../support/app';
import { activity, type Room } from '../support/teams-activities';
import { type Posted, wordsOf } from '../support/teams-connector';
import type { TeamsPerson } from '../support/teams-person';

const onCallPeople = '7d1c5b5e-0000-4000-8000-00000000c0de';
const most = 4;

let app: TestApp;
beforeAll(async () => {
  // An attempt every half second, an hour in 24, and a role is cached for two.
  app = await openTestApp({
    timeScale: 150,
    env: fewIncidents,
    policy: {
      approvals: [{ when: { names: ['allow-*'] }, by: 'lead', expiresMinutes: 600 }],
      limits: { perPersonPerHour: most },
    },
    groups: { responder: [onCallPeople] },
  });
});
afterAll(() => app.close());
afterEach(comeBack);

function goAway() {
  app.simulator.switch({ service: 'away' });
}
function comeBack() {
  app.simulator.switch({ service: 'up' });
}

const posts = (machineId: string) =>
  app.simulator
    .calls({ method: 'POST', path: `/api/machines/${machineId}/collectInvestigationPackage` })
    .filter(({ status }) => status === 201).length;

const refOn = ({ sent }: Posted) => /C-[0-9A-Z]{5}/.exec(wordsOf(sent))![0];
const isWaiting = (words: string) => words.includes('· Waiting for Defender');

/** The same card says so, now or soon. */
const on = (card: Posted, says: string | RegExp) =>
  app.teams.sees((words, { id }) => id === card.id && words.search(says) >= 0);

async function keeps(name: string, who: TeamsPerson, room: Room) {
  const said = await who.says(`collect ${name} because hunt`, { in: room });
  return { ...said, card: await app.teams.sees(isWaiting, { in: said.room }) };
}

describe('a form that is sent off while Defender does not answer', () => {
  it('is kept as the typed command is', async () => {
    const { people, simulator, teams } = app;
    const { id } = simulator.addMachine({ name: 'form-1' });
    const { room } = await people.omar.says('collect', { in: teams.channel('form') });
    const form = await teams.sees('Collect investigation packages', { in: room });
    goAway();

    const inputs = { machines: 'form-1', reason: 'lsass alert' };
    const { body } = await people.omar.presses(form, 'Collect', { inputs });
    const card = await teams.sees(isWaiting, { in: room });
    comeBack();

    expect(body?.value).toContain('Waiting for Defender');
    expect(wordsOf(card.sent)).toContain('Requested by Omar Haddad (lsass alert)');
    await teams.sees('FORM-1 package ready', { in: room });
    await on(card, '✅ FORM-1 · Ready');
    expect(posts(id)).toBe(1);
  });

  it('is kept also when it came out of the dialog of a message', async () => {
    const { people, simulator, teams } = app;
    const { id } = simulator.addMachine({ name: 'form-2' });
    const { room } = await people.omar.says('whoami', { in: teams.channel('dialog') });
    goAway();

    const { body } = await teams.deliver(
      {
        ...activity(teams.world, people.omar.human, room),
        ...{ type: 'invoke', name: 'composeExtension/submitAction' },
        value: {
          commandId: collectNamedHere,
          data: { verb: 'collect', words: [], v: 0, machines: 'form-2', reason: 'lsass' },
        },
      },
      room,
    );
    const card = await teams.sees(isWaiting, { in: room });
    comeBack();

    expect(JSON.stringify(body)).toContain('Waiting for Defender');
    await teams.sees('FORM-2 package ready', { in: room });
    await on(card, '✅ FORM-2 · Ready');
    expect(posts(id)).toBe(1);
  });
});

describe('a machine that needs approval, asked for while Defender does not answer', () => {
  it('is asked about under the same reference when it is back, and collected only then', async () => {
    const { people, simulator, teams } = app;
    const { id } = simulator.addMachine({ name: 'allow-1' });
    goAway();
    const { card, room } = await keeps('allow-1', people.mia, teams.channel('approval'));
    const ref = refOn(card);
    comeBack();

    const question = await teams.sees('Mia Chen requests a package from ALLOW-1', { in: room });
    expect(wordsOf(question.sent)).toContain(ref);
    await on(card, 'ALLOW-1 · Waiting for approval');
    expect(posts(id)).toBe(0);
    await people.dana.presses(question, 'Approve');

    await teams.sees('ALLOW-1 package ready', { in: room });
    await on(card, '✅ ALLOW-1 · Ready');
    expect(wordsOf(card.sent)).toContain(`Ref ${ref}`);
    expect(posts(id)).toBe(1);
  });
});

describe('somebody whose right is taken away while the request waits', () => {
  it('gets nothing begun, and reads so', async () => {
    const { people, simulator, teams } = app;
    const { anna } = people;
    const { id } = simulator.addMachine({ name: 'right-1' });
    const who = anna.human.aadObjectId!;
    simulator.setGroups(who, [onCallPeople]);
    const { room } = await anna.says('whoami', { in: teams.channel('right') });
    await teams.sees('responder', { in: room });
    goAway();
    const { card } = await keeps('right-1', anna, room);

    simulator.setGroups(who, []);
    // A role is cached for five minutes.
    await on(card, /, ([6-9]|\d\d) attempts\)/);
    comeBack();

    await teams.sees('You can’t use “collect”', { in: room });
    await teams.sees('<at>Anna Weber</at>, RIGHT-1: Defender is back', { in: room });
    expect(wordsOf(card.sent)).toContain('Answered');
    expect(wordsOf(card.sent)).toContain('without collecting');
    expect(posts(id)).toBe(0);
  });
});

describe('one person who asks for much while Defender does not answer', () => {
  it('gets as many requests kept as may be asked for in an hour', async () => {
    const { people, simulator, teams } = app;
    const names = Array.from({ length: most + 1 }, (_, n) => `flood-${n + 1}`);
    const machines = names.map((name) => simulator.addMachine({ name }));
    goAway();
    const last = names.at(-1)!;
    for (const name of names.slice(0, most)) await keeps(name, people.dana, teams.channel(name));

    const { room } = await people.dana.says(`collect ${last} because hunt`, {
      in: teams.channel(last),
    });
    await teams.sees(`This exceeds your hourly limit for devices (${most} of ${most} used).`, {
      in: room,
    });
    // Somebody else may.
    await keeps(last, people.mia, teams.channel('flood-other'));
    comeBack();

    for (const name of names) await teams.sees(`${name.toUpperCase()} package ready`);
    expect(machines.map(({ id }) => posts(id))).toEqual(machines.map(() => 1));
    expect(teams.transcript(room).join()).not.toContain('Waiting for Defender');
  });
});

describe('a message that is delivered again while its request is kept', () => {
  it('stays one request: one reference, one card, one package', async () => {
    const { people, simulator, teams } = app;
    const { id } = simulator.addMachine({ name: 'again-1' });
    goAway();
    const {
      activity: sent,
      card,
      room,
    } = await keeps('again-1', people.mia, teams.channel('again'));
    // Killed before the id of the card is stored, a second one is posted.
    await on(card, /, ([2-9]|\d\d) attempts\)/);
    const again = () => Promise.all(Array.from({ length: 5 }, () => teams.deliver(sent, room)));
    const receipts = await again();
    await app.restart();
    await again();
    comeBack();

    await teams.sees('AGAIN-1 package ready', { in: room });
    await again();
    await people.anna.says('thanks');
    await teams.sees('You’re welcome', { in: people.anna.chat });
    expect(receipts.map(({ status }) => status)).toEqual(receipts.map(() => 200));
    await on(card, '✅ AGAIN-1 · Ready');
    // The card, and the notification at its end.
    expect(teams.transcript(room)).toHaveLength(2);
    expect(posts(id)).toBe(1);
  });
});
