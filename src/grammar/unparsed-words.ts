import type { Phrasing } from './lexicon';
import { fillers } from './noise';
import type { Objects } from './objects';
import type { Warning } from './reading';
import type { Token } from './token';

const maxIgnored = 20;

/** Whether it takes words that name nothing, so that none of them is a machine. */
export function takesWords({ words }: Phrasing): boolean {
  return words === 'people' || words === 'note';
}

/** Whether the command parses all its words itself. */
export function parsesOwnWords({ words }: Phrasing): boolean {
  return words === 'own';
}

export interface SpokenWords {
  /** Everything but reason, ids and the verb: windows and severities are still in it. */
  readonly spoken: readonly Token[];
  /** The same without windows, severities and flags. */
  readonly rest: readonly Token[];
  readonly objects: Objects;
}

/** The words that a command gets to see. */
export function wordsFor(
  { words }: Phrasing,
  { spoken, rest, objects }: SpokenWords,
): readonly string[] {
  if (!words) return [];
  const said = (words === 'people' ? rest : spoken).filter(
    ({ kind, word }) => kind === 'quoted' || (kind === 'word' && !fillers.has(word)),
  );
  if (typeof words !== 'string')
    return said.map(({ word }) => word).filter((word) => words.includes(word));
  const texts = said.map(({ text }) => text).filter((text) => !text.startsWith('--'));
  if (words === 'own') return texts;
  const named = new Set([...objects.machines, ...objects.byIp]);
  return texts.filter((text) => !named.has(text));
}

/** Words that were not understood and that the command does not get: they are reported. */
export function ignored({ words }: Phrasing, unparsed: readonly string[]): Warning[] {
  if (typeof words === 'string') return [];
  const told = unparsed.filter((text) => !words?.includes(text.toLowerCase()));
  return [...new Set(told)]
    .slice(0, maxIgnored)
    .map((text): Warning => `ignored:${text.slice(0, 40)}`);
}
