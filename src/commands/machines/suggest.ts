import type { RenderContext } from '../../cards/kit/render-context';
import { ago } from '../../cards/kit/time';
import { distance } from '../../domain/distance';
import type { Suggestion } from '../../domain/errors';
import { candidates, type Machine, shortName } from '../../domain/machine';
import { md, type SafeText } from '../../domain/text';
import type { Defender } from '../../ports';

/** A machine with a name similar to the typed one. */
export interface Suggested {
  readonly name: string;
  /** The id when the name has one record, otherwise the name. */
  readonly word: string;
  readonly lastSeen?: Date | undefined;
}

const most = 3;

/** Finds names within an edit distance of two, nearest first, by their prefix. */
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
  // In three letters, one edit is already a different word.
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

/** Builds a button; Teams truncates titles above 20 characters. */
export function button(title: string, verb: string, words: readonly string[]): Suggestion {
  const characters = [...title];
  const short = characters.length > 20 ? `${characters.slice(0, 19).join('')}…` : title;
  return { title: short, verb, words };
}

/** Capitalises a verb for a button title. */
export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function labelOf(name: string): string {
  return name.split('.')[0]!.toLowerCase();
}
