import type { Clause } from './cut';

const known = new Set(
  'dry-run quiet all again new confirmed no-servers no-recent help h'.split(' '),
);

/**
 * `--dry-run`; autocorrect makes one long dash of two, so one is enough for a flag we know.
 * "dry run" in plain words must not run either.
 * The value is the flag without dashes, and whether we know it.
 */
export const flagClause: Clause<{ flag: string; known: boolean }> = (tokens, at) => {
  const { kind, word } = tokens[at]!;
  const dryRun = { flag: 'dry-run', known: true };
  if (/^(?:dry-?run|simulate)$/.test(word)) return { value: dryRun, length: 1 };
  if (word === 'dry' && tokens[at + 1]?.word === 'run') return { value: dryRun, length: 2 };
  const [, dashes, flag] = /^(--?)([a-z][a-z-]{0,30})$/.exec(word) ?? [];
  if (kind !== 'word' || !flag) return undefined;
  if (!known.has(flag) && dashes === '-') return undefined;
  return { value: { flag, known: known.has(flag) }, length: 1 };
};
