/** Returns the most similar name, if it shares at least half of its letter pairs. */
export function nearest(typed: string, names: readonly string[]): string | undefined {
  const scored = names
    .map((name) => ({ name, likeness: likeness(bare(typed), bare(name)) }))
    .toSorted((a, b) => b.likeness - a.likeness);
  return scored[0] && scored[0].likeness >= 0.5 ? scored[0].name : undefined;
}

// Every name compared here has the prefix.
function bare(name: string): string {
  return name.toUpperCase().replace(/^BAILIFF_/, '');
}

// Dice's coefficient tolerates a missing, doubled or swapped letter.
function likeness(a: string, b: string): number {
  const [inA, inB] = [pairs(a), pairs(b)];
  return (2 * [...inA].filter((pair) => inB.has(pair)).length) / (inA.size + inB.size || 1);
}

function pairs(word: string): Set<string> {
  return new Set([...word].slice(1).map((letter, at) => `${word[at]}${letter}`));
}
