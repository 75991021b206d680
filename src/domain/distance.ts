/**
 * Damerau-Levenshtein distance (optimal string alignment): insertions, deletions, substitutions and
 * transpositions, each counted once. Stops beyond `most` and returns `most + 1`.
 */
export function distance(from: string, to: string, most = 2): number {
  if (Math.abs(from.length - to.length) > most) return most + 1;
  let before: number[] = [];
  let above = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let row = 1; row <= from.length; row += 1) {
    const here = [row];
    for (let at = 1; at <= to.length; at += 1)
      here.push(cell({ from, to, row, at, here, above, before }));
    if (Math.min(...here) > most) return most + 1;
    [before, above] = [above, here];
  }
  return Math.min(above[to.length]!, most + 1);
}

interface Cell {
  readonly from: string;
  readonly to: string;
  readonly row: number;
  readonly at: number;
  readonly here: readonly number[];
  readonly above: readonly number[];
  readonly before: readonly number[];
}

function cell({ from, to, row, at, here, above, before }: Cell): number {
  const [a, b] = [from[row - 1], to[at - 1]];
  const plain = Math.min(above[at]! + 1, here[at - 1]! + 1, above[at - 1]! + (a === b ? 0 : 1));
  const swapped = row > 1 && at > 1 && a === to[at - 2] && b === from[row - 2];
  return swapped ? Math.min(plain, before[at - 2]! + 1) : plain;
}

/** Returns the words nearest to `typed`, nearest first, ignoring case. */
export function nearestWords(typed: string, words: readonly string[], most = 2): string[] {
  return words
    .map((word) => ({ word, apart: distance(typed.toLowerCase(), word.toLowerCase(), most) }))
    .filter(({ apart }) => apart <= most)
    .toSorted((a, b) => a.apart - b.apart)
    .map(({ word }) => word);
}
