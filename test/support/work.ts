import { setFlagsFromString } from 'node:v8';

/** The work of a job, counted: the same on every machine, however busy it is. */
export interface Work {
  /** Handed to a pattern or to a function of strings, as often as they were. */
  readonly characters: number;
  /** Steps that patterns took in vain, each search rounded up to a power of two. */
  readonly backtracks: number;
}

type Limited = (source: string, flags: string, most: number) => RegExp;

/** Counts what a job works on texts. */
export async function workOf(job: () => unknown): Promise<Work> {
  const work = { characters: 0, backtracks: 0 };
  const restore = [...watchStrings(work), ...watchPatterns(work)];
  try {
    await job();
  } finally {
    for (const one of restore) one();
  }
  return work;
}

type Count = { -readonly [K in keyof Work]: Work[K] };

type Method<Self, Result = unknown> = (this: Self, ...args: unknown[]) => Result;

function replace<Self, Result>(
  owner: object,
  name: PropertyKey,
  make: (original: Method<Self, Result>) => Method<Self, Result>,
): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, name)!;
  Object.defineProperty(owner, name, { ...before, value: make(before.value) });
  return () => Object.defineProperty(owner, name, before);
}

function watchStrings(work: Count): (() => void)[] {
  const whole = [
    'split',
    'replace',
    'replaceAll',
    'trim',
    'toLowerCase',
    'toUpperCase',
    'normalize',
  ];
  const counted = whole.map((name) =>
    replace<string, unknown>(
      String.prototype,
      name,
      (original) =>
        function (...args) {
          // A pattern counts for itself.
          if (typeof args[0] !== 'object') work.characters += this.length;
          return original.apply(this, args);
        },
    ),
  );
  const searched = ['indexOf', 'includes'].map((name) =>
    replace<string, unknown>(
      String.prototype,
      name,
      (original) =>
        function (...args) {
          const [wanted, from = 0] = args as [string, number?];
          const at = find.call(this, wanted, from);
          work.characters += (at < 0 ? this.length : at + wanted.length) - from;
          return original.apply(this, args);
        },
    ),
  );
  const joined = replace<unknown[], string>(
    Array.prototype,
    'join',
    (original) =>
      function (...args) {
        const whole = original.apply(this, args);
        work.characters += whole.length;
        return whole;
      },
  );
  return [...counted, ...searched, joined];
}

const find = String.prototype.indexOf;
const exec = RegExp.prototype.exec;

function watchPatterns(work: Count): (() => void)[] {
  setFlagsFromString('--allow-natives-syntax');
  // Without it every step back is one that is counted.
  setFlagsFromString('--no-regexp-optimization');
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- V8's own syntax stands in no file.
  const limited = new Function('s', 'f', 'n', 'return %NewRegExpWithBacktrackLimit(s, f, n)');
  const backtracks = counter(limited as Limited);
  let within = false;
  return [
    // All others come down to this one.
    replace<RegExp, RegExpExecArray | null>(
      RegExp.prototype,
      'exec',
      (original) =>
        function (said) {
          const text = String(said);
          const from = this.global || this.sticky ? this.lastIndex : 0;
          const found = original.call(this, text);
          if (within) return found;
          work.characters += (found ? found.index + found[0].length : text.length) - from;
          work.backtracks += backtracks(this, text, from);
          return found;
        },
    ),
    // It tries each place for itself: as a search it is counted as what it is.
    replace<RegExp, unknown>(
      RegExp.prototype,
      Symbol.split,
      (original) =>
        function (said, most) {
          const text = String(said);
          if (within) return original.call(this, text, most);
          within = true;
          try {
            work.characters += text.length;
            const global = new RegExp(this.source, `${this.flags.replace(/[gy]/g, '')}g`);
            do work.backtracks += backtracks(global, text, global.lastIndex);
            while (exec.call(global, text)?.[0]);
            return original.call(this, text, most);
          } finally {
            within = false;
          }
        },
    ),
    () => setFlagsFromString('--regexp-optimization'),
  ];
}

// What is shorter can't take long.
const worthCounting = 64;

function counter(limited: Limited) {
  const made = new Map<string, RegExp>();
  const withLimit = ({ source, flags, sticky }: RegExp, most: number) => {
    const key = `${most} ${flags} ${source}`;
    // It always finds something, unless it was stopped.
    const ends = `(?:${source})|${sticky ? '' : '(?![^])'}`;
    const pattern =
      made.get(key) ?? limited(ends, flags.replace('g', '') + (sticky ? '' : 'g'), most);
    made.set(key, pattern);
    return pattern;
  };
  return (pattern: RegExp, text: string, from: number): number => {
    if (text.length - from < worthCounting) return 0;
    for (let most = 64; ; most *= 2) {
      const tried = withLimit(pattern, most);
      tried.lastIndex = from;
      if (exec.call(tried, text)) return most;
    }
  };
}

/** How many times as much a job works on twice as much: 2 in proportion, 4 for a quadratic one. */
export async function growthOf(job: (size: number) => unknown, size: number): Promise<number> {
  const once = await workOf(() => job(size));
  const twice = await workOf(() => job(2 * size));
  return Math.max(
    twice.characters / once.characters,
    // Fewer than this are no work, but rounding.
    twice.backtracks / Math.max(once.backtracks, 1_024),
  );
}
