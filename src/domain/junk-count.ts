/** Distinct values that are listed; further ones are only counted. */
const maxValues = 1000;
const maxValue = 200;
const maxExamples = 3;

/** A value that is not an address where one was expected. */
export interface UnparsedValue {
  readonly value: string;
  /** Evidence types it was found in. */
  readonly types: readonly string[];
  readonly times: number;
}

export interface Unparsed {
  readonly values: number;
  /** The most frequent ones. */
  readonly examples: readonly string[];
  /** Evidence types with such values; missing in reports stored before version 0.2. */
  readonly types?: readonly string[] | undefined;
  /** Distinct values, up to 1,000; missing in older reports. */
  readonly listed?: readonly UnparsedValue[] | undefined;
}

/** Counts and lists values that are not addresses. */
export class JunkCount {
  readonly #counts = new Map<string, { types: Set<string>; times: number }>();
  readonly #types = new Set<string>();
  #others = 0;

  count(raw: unknown, type: string): void {
    const value = written(raw);
    const cut = value === '' ? '(empty)' : value.slice(0, maxValue);
    this.#types.add(type);
    const known = this.#counts.get(cut);
    if (known) {
      known.times += 1;
      known.types.add(type);
    } else if (this.#counts.size < maxValues)
      this.#counts.set(cut, { types: new Set([type]), times: 1 });
    else this.#others += 1;
  }

  summary(): Unparsed {
    const listed = [...this.#counts]
      .map(([value, { times, types }]) => ({ value, types: [...types], times }))
      .toSorted((a, b) => b.times - a.times);
    return {
      values: listed.reduce((sum, { times }) => sum + times, this.#others),
      examples: listed.slice(0, maxExamples).map(({ value }) => value),
      types: [...this.#types],
      listed,
    };
  }
}

function written(raw: unknown): string {
  if (raw === undefined || raw === null) return '(none)';
  return typeof raw === 'string' ? raw : JSON.stringify(raw);
}
