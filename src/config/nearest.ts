/** The name that shares most pairs of neighbouring letters, if it is at least half of them. */
export function nearest(typed: string, names: readonly string[]): string | undefined {
  const scored = names
    .map((name) => ({ name, likeness: likeness(bare(typed), bare(name)) }))
    .toSorted((a, b) => b.likeness - a.likeness);
  return scored[0] && scored[0].likeness >= 0.5 ? scored[0].name : undefined;
}

// Our own prefix says nothing: every unknown name that gets here has it.
function bare(name: string): string {
  return name.toUpperCase().replace(/^BAILIFF_/, '');
}

// Dice's coefficient: it forgives a missing, doubled or swapped letter anywhere in a long name.
function likeness(a: string, b: string): number {
  const [inA, inB] = [pairs(a), pairs(b)];
  return (2 * [...inA].filter((pair) => inB.has(pair)).length) / (inA.size + inB.size || 1);
}

function pairs(word: string): Set<string> {
  return new Set([...word].slice(1).map((letter, at) => `${word[at]}${letter}`));
}
