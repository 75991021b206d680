/** Different junk values that are kept by name; a flood of others is counted together. */
const maxValues = 1000;
const maxValue = 200;
const maxExamples = 3;

/** What stood where an address was expected. */
export class JunkCount {
  readonly #counts = new Map<string, number>();
  #others = 0;

  count(raw: unknown): void {
    const value = raw === undefined || raw === null ? '(none)' : String(raw);
    const cut = value === '' ? '(empty)' : value.slice(0, maxValue);
    if (this.#counts.has(cut) || this.#counts.size < maxValues)
      this.#counts.set(cut, (this.#counts.get(cut) ?? 0) + 1);
    else this.#others += 1;
  }

  summary(): { values: number; examples: string[] } {
    const counts = [...this.#counts].toSorted(([, a], [, b]) => b - a);
    return {
      values: counts.reduce((sum, [, count]) => sum + count, this.#others),
      examples: counts.slice(0, maxExamples).map(([value]) => value),
    };
  }
}
