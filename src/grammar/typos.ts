/** How many slips a word of this length may hold and still be meant. */
export function slipsAllowed(length: number): number {
  return length <= 5 ? 1 : 2;
}

/** A longer word is no slip of any we know; it also bounds the work. */
const longest = 16;

/**
 * Damerau-Levenshtein distance (letters dropped, added, changed or swapped with the next), or
 * Infinity as soon as the lengths alone rule `most` out.
 */
export function slips(typed: string, meant: string, most: number): number {
  if (Math.abs(typed.length - meant.length) > most || typed.length > longest) return Infinity;
  let older: number[] = [];
  let last = Array.from({ length: meant.length + 1 }, (_, column) => column);
  for (let row = 1; row <= typed.length; row += 1) {
    const line = [row];
    for (let column = 1; column <= meant.length; column += 1) {
      const same = typed[row - 1] === meant[column - 1];
      let least = Math.min(
        last[column]! + 1,
        line[column - 1]! + 1,
        last[column - 1]! + (same ? 0 : 1),
      );
      const swapped =
        row > 1 &&
        column > 1 &&
        typed[row - 1] === meant[column - 2] &&
        typed[row - 2] === meant[column - 1];
      if (swapped) least = Math.min(least, older[column - 2]! + 1);
      line.push(least);
    }
    older = last;
    last = line;
  }
  return last[meant.length]!;
}

/** Whether one of the words is likely meant. */
export function isNear(typed: string, words: Iterable<string>): boolean {
  const most = slipsAllowed(typed.length);
  for (const word of words) if (slips(typed, word, most) <= most) return true;
  return false;
}
