import { renderEnglish, type StoredMessage } from '../../src/language/language';

/** Matches stored messages by their English rendering. */
export function saying(expected: string | RegExp): string {
  const matcher = {
    $$typeof: Symbol.for('jest.asymmetricMatcher'),
    asymmetricMatch(words: StoredMessage): boolean {
      const said = renderEnglish(words);
      return typeof expected === 'string' ? said === expected : expected.test(said);
    },
    toString: () => 'saying',
    toAsymmetricMatcher: () => `saying ${expected}`,
  };
  // Typed as the value it stands for, like jest's own matchers.
  return matcher as unknown as string;
}
