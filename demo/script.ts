import { buttonsOf, messageLines } from './card-text';
import { type Colleague, dana, mia } from './company';
import { type Connector, type Deed, personalChat } from './connector';
import { printPerson } from './print';

/** What a scene may use. */
export interface Stage {
  readonly connector: Connector;
  readonly simulatorUrl: string;
}

/** Each scene ends when its outcome has appeared, and fails otherwise. */
export const scenes: readonly ((stage: Stage) => Promise<void>)[] = [
  async function aPackageIsCollected(stage) {
    const since = await say(stage, mia, 'collect package for machine WS-042 because lsass alert');
    const card = await see(stage, { since, pattern: /WS-042/, what: 'a card about WS-042' });
    await see(stage, { since, card, pattern: /WS-042 · Ready/, what: 'WS-042 becomes ready' });
    await see(stage, { since, card, pattern: /sha256 [0-9a-f]{64}/, what: 'its hash is shown' });
    await see(stage, {
      since,
      pattern: /^Mia Chen, WS-042 package ready/,
      what: 'Mia is notified',
    });
  },
  async function addressesAreReported(stage) {
    const since = await say(stage, mia, 'ips for incident 4711');
    await see(stage, { since, pattern: /203\.0\.113\[\.\]77/, what: 'a report with addresses' });
  },
  async function aFailureIsAnnouncedAndFixed(stage) {
    let since = await say(stage, dana, 'subscribe operations');
    await see(stage, { since, pattern: /operations/i, what: 'an answer to Dana' });
    await script(stage, 'ws-043', { does: 'fails', workSeconds: 20 });
    since = await say(stage, mia, 'collect package for machine WS-043 because suspicious service');
    const card = await see(stage, { since, pattern: /WS-043 · Failed/, what: 'WS-043 fails' });
    await see(stage, { since, pattern: /WS-043/, to: dana, what: 'operations is notified' });
    await script(stage, 'ws-043', { does: 'succeeds', workSeconds: 20 });
    since = await press(stage, mia, { card, title: 'Retry' });
    await see(stage, { since, card, pattern: /WS-043 · Ready/, what: 'WS-043 becomes ready' });
  },
];

async function say({ connector }: Stage, who: Colleague, words: string): Promise<number> {
  const since = connector.deeds.length;
  printPerson(who.name, words);
  await connector.say(who, words);
  return since;
}

async function press(
  { connector }: Stage,
  who: Colleague,
  { card, title }: { card: Deed; title: string },
): Promise<number> {
  const since = connector.deeds.length;
  const button = buttonsOf(card.activity).find((found) => found.title === title);
  if (!button) throw new Error(`The card has no button ${title}.`);
  printPerson(who.name, `[${title}]`);
  await connector.press(who, card.shown, button);
  return since;
}

interface Expected {
  readonly since: number;
  readonly pattern: RegExp;
  readonly what: string;
  /** Only edits of the card of this request count. */
  readonly card?: Deed;
  /** The chat it must appear in. */
  readonly to?: Colleague;
}

function see({ connector }: Stage, { since, pattern, what, card, to }: Expected): Promise<Deed> {
  const right = ({ shown, activity }: Deed) =>
    (!card || shown.id === card.shown.id) &&
    (!to || shown.conversation === personalChat(to.id)) &&
    pattern.test(messageLines(activity).join('\n'));
  return connector.until(right, { what, from: since, withinMs: 60_000 });
}

/** Sets how a machine of the simulated Defender handles collections. */
async function script({ simulatorUrl }: Stage, machine: string, course: object): Promise<void> {
  const answer = await fetch(`${simulatorUrl}/_sim/scripts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ machine, script: course }),
  });
  if (!answer.ok) throw new Error(`The simulator refused a script: ${await answer.text()}`);
}
