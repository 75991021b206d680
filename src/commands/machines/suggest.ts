import type { RenderContext } from '../../cards/kit/render-context';
import { ago } from '../../cards/kit/time';
import { distance } from '../../domain/distance';
import type { Suggestion } from '../../domain/errors';
import { candidates, type Machine, shortName } from '../../domain/machine';
import { md, type SafeText } from '../../domain/text';
import type { Defender } from '../../ports';

/** A machine whose name is close to what was typed. */
export interface Suggested {
  readonly name: string;
  /** The word to type for it: its id when the name has one record, else the name, to be asked again. */
  readonly word: string;
  readonly lastSeen?: Date;
}

const most = 3;

/** Names at most two slips away, nearest first; Defender finds them by their beginning. */
export async function similarMachines(typed: string, defender: Defender): Promise<Suggested[]> {
  const label = labelOf(typed);
  for (const length of new Set([Math.ceil(label.length / 2), 2])) {
    const begins = label.slice(0, Math.max(length, 2));
    const near = nearOf(label, await defender.machinesStartingWith(begins));
    if (near.length > 0) return near;
  }
  return [];
}

function nearOf(label: string, machines: readonly Machine[]): Suggested[] {
  // One slip in three letters is another word already.
  const slips = label.length < 4 ? 1 : 2;
  const byName = Map.groupBy(candidates(machines), (machine) => machine.name);
  return [...byName.values()]
    .map(([first, ...others]) => ({ first: first!, alone: others.length === 0 }))
    .map(({ first, alone }) => ({
      name: shortName(first),
      word: alone ? first.id : first.name,
      lastSeen: first.lastSeen,
      apart: distance(label, labelOf(first.name), slips),
    }))
    .filter(({ apart }) => apart > 0 && apart <= slips)
    .toSorted((a, b) => a.apart - b.apart)
    .slice(0, most);
}

/** "WS-042 (seen 2 min ago)" */
export function nearInWords({ name, lastSeen }: Suggested, view: RenderContext): SafeText {
  return lastSeen ? md`${name} (seen ${ago(lastSeen, view)})` : md`${name}`;
}

/** Teams cuts titles above 20 characters. */
export function button(title: string, verb: string, words: readonly string[]): Suggestion {
  const characters = [...title];
  const short = characters.length > 20 ? `${characters.slice(0, 19).join('')}…` : title;
  return { title: short, verb, words };
}

/** "collect" as it begins a button. */
export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function labelOf(name: string): string {
  return name.split('.')[0]!.toLowerCase();
}
