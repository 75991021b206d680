import type { Clause } from './cut';

const known = new Set(
  'dry-run quiet all again new confirmed no-servers no-recent help h'.split(' '),
);

/**
 * `--dry-run`; autocorrect makes one long dash of two, so one is enough for a flag we know.
 * The value is the flag without dashes, and whether we know it.
 */
export const flagClause: Clause<{ flag: string; known: boolean }> = (tokens, at) => {
  const { kind, word } = tokens[at]!;
  const [, dashes, flag] = /^(--?)([a-z][a-z-]{0,30})$/.exec(word) ?? [];
  if (kind !== 'word' || !flag) return undefined;
  if (!known.has(flag) && dashes === '-') return undefined;
  return { value: { flag, known: known.has(flag) }, length: 1 };
};
