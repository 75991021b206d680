import { buttonsOf } from '../support/card-text';
import { openTestHouse, type TestHouse } from '../support/house';
import { FakeTeams } from '../support/teams';
import type { Room } from '../support/teams-activities';
import { type Posted, wordsOf } from '../support/teams-connector';

/** A minute lasts half a second: an unanswered page takes seven and a half. */
const timeScale = 120;

let house: TestHouse;
let operations: Room;

beforeAll(async () => {
  house = await openTestHouse({ timeScale, policy: await policyWithSchedule() });
  const { people, teams } = house;
  operations = teams.channel('secops-oncall');
  for (const person of [people.dana, people.omar]) await person.says('whoami');
  await people.dana.says('subscribe operations', { in: operations });
  await teams.sees('From now on', { in: operations });
});
afterAll(() => house.close());

/** The ids follow from the names. */
async function policyWithSchedule() {
  const teams = await FakeTeams.start();
  const id = (name: string) => teams.person(name).human.aadObjectId;
  await teams.close();
  return {
    onCall: {
      people: {
        dana: { id: id('Dana Reyes'), name: 'Dana Reyes' },
        omar: { id: id('Omar Haddad'), name: 'Omar Haddad' },
      },
      rotation: {
        people: ['dana'],
        every: 'week',
        from: '2026-01-05T09:00',
        timeZone: 'Europe/Berlin',
      },
      escalateAfterMinutes: 15,
      // biome-ignore lint/suspicious/noThenProperty: the policy file's own word
      then: ['omar'],
    },
  };
}

let machines = 0;

/** Mia asks for a package that fails in a way of its own; the card in the operations channel. */
async function failing(errorHResult = -2147024891 - machines) {
  const { people, simulator, teams } = house;
  const name = `bad-${++machines}`;
  simulator.addMachine({ name });
  simulator.script(name, { does: 'fails', errorHResult });
  const { room } = await people.mia.says(`collect ${name} because lsass alert`, {
    in: teams.channel(`asks-${name}`),
  });
  const title = `Package failed on ${name.toUpperCase()}`;
  const card = await teams.sees(`❌ ${title}`, { in: operations, within: 20_000 });
  return { name: name.toUpperCase(), room, card, title };
}

const inChat = (name: string, title: string) =>
  house.teams.connector.posted.find(
    ({ conversationId, sent }) => conversationId === `a:${name}` && wordsOf(sent).includes(title),
  );
const buttons = ({ sent }: Posted) =>
  buttonsOf(sent.attachments?.map(({ content }) => content)).map(({ title }) => title);
const mentioned = ({ sent }: Posted) => JSON.stringify(sent).match(/<at>[^<]*<\/at>/g) ?? [];
/** Everything said about a machine in the operations channel, apart from its card. */
const pagesAbout = (name: string) =>
  house.teams.connector.posted.filter(
    ({ conversationId, sent }) =>
      conversationId.startsWith(operations.id) && !sent.attachments && wordsOf(sent).includes(name),
  );

describe('a failure', () => {
  it('comes to the person on call, 1:1 and in the channel, with why, for whom and what is next', async () => {
    const { card, name, room, title } = await failing();

    expect(wordsOf(card.sent)).toMatch(/^<at>Dana Reyes<\/at> — needs you/);
    expect(wordsOf(card.sent)).toMatch(/If nobody acknowledges by .*, Omar Haddad is told/);
    expect(wordsOf(card.sent)).toContain('Mia Chen (lsass alert)');
    expect(mentioned(card)).toContain('<at>Dana Reyes</at>');
    expect(buttons(card).slice(0, 3)).toEqual(['Acknowledge', 'Escalate now', 'Retry']);
    expect(inChat('Dana Reyes', title)).toBeDefined();
    expect(inChat('Omar Haddad', title)).toBeUndefined();
    await house.people.dana.presses(card, 'Resolve');
    expect(name && room).toBeTruthy();
  });

  it('that is acknowledged pages nobody else, and who asked sees who is on it', async () => {
    const { people, teams } = house;
    const { card, name, room } = await failing();

    const pressed = await people.dana.presses(card, 'Acknowledge');
    await teams.sees('Dana Reyes is on it', { in: room });

    expect(pressed.ms).toBeLessThan(1_500);
    await teams.sees(
      (_, one) => one.id === card.id && /Acknowledged by Dana Reyes/.test(wordsOf(one.sent)),
    );
    await new Promise((resolve) => setTimeout(resolve, 9_000));
    expect(pagesAbout(name)).toEqual([]);
    expect(mentioned(card)).toEqual([]);
    await people.dana.says(`resolve ${/Ref (C-\w{5})/.exec(wordsOf(card.sent))![1]} because fixed`);
  });

  it('that nobody answers goes to the next, once, although the bot is killed while it counts down', async () => {
    const { teams } = house;
    const { name, title } = await failing();

    for (let kills = 0; kills < 2; kills++) await house.restart();
    await teams.sees(`needs you: ${title}`, { in: operations, within: 20_000 });
    // Killed in the very moment of sending it would be said twice: a lost page would be worse.
    await new Promise((resolve) => setTimeout(resolve, 500));
    await house.restart();
    await teams.sees('nobody acknowledged', { in: operations, within: 25_000 });

    const pages = pagesAbout(name).map(({ sent }) => wordsOf(sent));
    expect(pages).toEqual([
      `<at>Omar Haddad</at>, needs you: ${title}. Dana Reyes did not answer`,
      `${title}: nobody acknowledged. Somebody here has to look at it`,
    ]);
    const chats = teams.connector.posted.filter(
      ({ conversationId, sent }) =>
        conversationId === 'a:Omar Haddad' && wordsOf(sent).includes(title),
    );
    expect(chats).toHaveLength(1);
  }, 90_000);

  it('is one effect for twenty clicks at once', async () => {
    const { people, teams } = house;
    const { card, name } = await failing();

    await Promise.all(Array.from({ length: 20 }, () => people.dana.presses(card, 'Escalate now')));
    await teams.sees('Escalated by Dana Reyes', { in: operations });
    await people.omar.presses(card, 'Acknowledge');

    expect(pagesAbout(name)).toHaveLength(1);
  });
});
