import { renderEnglish, type StoredMessage } from '../../src/language/language';

/** Matches kept words that say so in English. */
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
  // Typed as what it stands for, as jest's own matchers are.
  return matcher as unknown as string;
}
