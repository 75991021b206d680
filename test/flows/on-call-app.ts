import { openTestApp, type TestApp, type Wishes } from '../support/app';
import { buttonsOf } from '../support/card-text';
import { FakeTeams } from '../support/teams';
import type { Room } from '../support/teams-activities';
import { type Posted, wordsOf } from '../support/teams-connector';

/** A minute lasts half a second, an unanswered page 15: a busy machine answers in time. */
const timeScale = 120;

/** An app with people on call, and its operations channel. */
export interface OnCallApp extends TestApp {
  readonly operations: Room;
  /**
   * Mia requests a package that fails with its own cause; returns the card in the operations
   * channel.
   */
  failing(facts?: { errorHResult?: number }): Promise<Failing>;
  /** The messages beside the cards in the operations channel about this. */
  pagesAbout(words: string): Posted[];
  /** The 1:1 messages to a person about this. */
  inChat(name: string, words: string): Posted[];
}

export interface Failing {
  readonly name: string;
  readonly job: string;
  readonly room: Room;
  readonly card: Posted;
  readonly title: string;
}

const weekly = {
  people: ['dana'],
  every: 'week',
  from: '2026-01-05T09:00',
  timeZone: 'Europe/Berlin',
};

export async function openOnCallApp(
  wishes: Wishes & { readonly onCall?: object } = {},
): Promise<OnCallApp> {
  const ids = await idsOf('Dana Reyes', 'Omar Haddad');
  const people = {
    dana: { id: ids[0], name: 'Dana Reyes' },
    omar: { id: ids[1], name: 'Omar Haddad' },
  };
  // biome-ignore lint/suspicious/noThenProperty: the policy file's own word
  const onCall = { people, rotation: weekly, escalateAfterMinutes: 30, then: ['omar'] };
  const policy = { onCall: { ...onCall, ...wishes.onCall }, ...wishes.policy };
  const app = await openTestApp({ timeScale, ...wishes, policy });
  const operations = app.teams.channel('secops-oncall');
  const { dana, omar } = app.people;
  for (const person of [dana, omar]) await person.says('whoami');
  await dana.says('subscribe operations', { in: operations });
  await app.teams.sees('Subscribed: ', { in: operations });
  const said = () => app.teams.connector.posted;
  return {
    ...app,
    operations,
    failing: failingIn(app, operations),
    pagesAbout: (words) =>
      said().filter(
        ({ conversationId, sent }) =>
          conversationId.startsWith(operations.id) &&
          !sent.attachments &&
          wordsOf(sent).includes(words),
      ),
    inChat: (name, words) =>
      said().filter(
        ({ conversationId, sent }) =>
          conversationId === `a:${name}` && wordsOf(sent).includes(words),
      ),
  };
}

/** A person's id follows from the name. */
async function idsOf(...names: string[]): Promise<(string | undefined)[]> {
  const teams = await FakeTeams.start();
  const ids = names.map((name) => teams.person(name).human.aadObjectId);
  await teams.close();
  return ids;
}

let machines = 0;

function failingIn({ people, simulator, teams }: TestApp, operations: Room) {
  return async ({ errorHResult = -2147024891 - machines } = {}): Promise<Failing> => {
    const name = `bad-${++machines}`;
    simulator.addMachine({ name });
    simulator.script(name, { does: 'fails', errorHResult });
    const { room } = await people.mia.says(`collect ${name} because lsass alert`, {
      in: teams.channel(`asks-${name}`),
    });
    const title = `Package failed on ${name.toUpperCase()}`;
    const card = await teams.sees(`❌ ${title}`, { in: operations });
    return { name: name.toUpperCase(), job: jobOn(card), room, card, title };
  };
}

export function jobOn({ sent }: Posted): string {
  return /Ref (C-\w{5})/.exec(wordsOf(sent))![1]!;
}

export function titlesOf({ sent }: Posted): (string | undefined)[] {
  return buttonsOf(sent.attachments?.map(({ content }) => content)).map(({ title }) => title);
}
