import { messageLines } from './card-text';
import { type Colleague, mia } from './company';
import type { Connector, Deed } from './connector';
import { printPerson } from './print';

/** What a scene may touch. */
export interface Stage {
  readonly connector: Connector;
  readonly simulatorUrl: string;
}

/** Each scene ends when what it tells has been seen, and fails when it has not. */
export const scenes: readonly ((stage: Stage) => Promise<void>)[] = [
  async function aPackageIsCollected(stage) {
    const since = await say(stage, 'collect package for machine WS-042 because lsass alert');
    const first = await see(stage, { since, pattern: /WS-042/, what: 'a card about WS-042' });
    await see(stage, { since, card: first, pattern: /ready/i, what: 'WS-042 becomes ready' });
    await see(stage, { since, card: first, pattern: /sha256 [0-9a-f]/i, what: 'a hash is shown' });
  },
  async function addressesAreReported(stage) {
    const since = await say(stage, 'ips for incident 4711');
    await see(stage, { since, pattern: /203\.0\.113\[\.\]45/, what: 'a report with addresses' });
  },
  async function aFailureIsTold(stage) {
    await script(stage, 'ws-043', { does: 'fails', workSeconds: 20 });
    const since = await say(stage, 'collect package for machine WS-043 because suspicious service');
    await see(stage, { since, pattern: /WS-043.*failed/is, what: 'the failure of WS-043' });
  },
];

async function say({ connector }: Stage, words: string, who: Colleague = mia): Promise<number> {
  const since = connector.deeds.length;
  printPerson(who.name, words);
  await connector.say(who, words);
  return since;
}

interface Expected {
  readonly since: number;
  readonly pattern: RegExp;
  readonly what: string;
  /** Only edits of the card of this deed count. */
  readonly card?: Deed;
}

function see({ connector }: Stage, { since, pattern, what, card }: Expected): Promise<Deed> {
  return connector.until(
    ({ shown, activity }) =>
      (!card || shown.id === card.shown.id) && pattern.test(messageLines(activity).join('\n')),
    { what, from: since, withinMs: 60_000 },
  );
}

/** Tells the pretended Defender what a machine will do. */
async function script({ simulatorUrl }: Stage, machine: string, course: object): Promise<void> {
  const answer = await fetch(`${simulatorUrl}/_sim/scripts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ machine, script: course }),
  });
  if (!answer.ok) throw new Error(`The simulator refused a script: ${await answer.text()}`);
}
