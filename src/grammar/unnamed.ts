import { personNouns } from './noise';
import type { Token } from './token';

/** What is named without the word that says what it is. */

const otherNumbers = /^(?:alerts?|port|ports|pid|event|events|line|code|kb|top|last|first)$/;

/** A number as incidents have it, where no word before it says that it is something else. */
export function likelyIncident(tokens: readonly Token[]): string | undefined {
  const found = tokens.find(({ kind, word }, at) => {
    const before = tokens[at - 1]?.word ?? '';
    if (kind !== 'word' || !/^[1-9]\d{2,9}$/.test(word)) return false;
    return !otherNumbers.test(before) && !personNouns.has(before);
  });
  return found?.word;
}

/** "for user jdoe", "of jdoe@contoso.com", "for @Mia Chen": whom a report is asked for. */
export function personIn(tokens: readonly Token[]): string | undefined {
  const found = tokens.find(({ kind, text }, at) => {
    const { word: before = '' } = tokens[at - 1] ?? {};
    if (kind === 'person') return /^(?:for|of|by|about)$/.test(before);
    if (kind === 'mark') return false;
    return personNouns.has(before) || /^[^\s@]{1,64}@[^\s@]{1,255}$/.test(text);
  });
  return found?.text;
}

const openers = new Set('please pls ok okay so now then hey hi bailiff do the'.split(' '));
const first =
  /^(?:and|also|plus|same|ditto|likewise|idem|und|auch|ebenso|et|aussi|y|también|tambien|(?:what|how) about)\b/;
const repeats = /^(?:same|ditto|repeat(?: (?:that|it|last))?|once more)$/;
const last = /\b(?:too|as well|also|auch|aussi|también|tambien)$/;

/** "and WS-043", "same for WS-043", "WS-043 too": the last command once more, for something else. */
export function continues(tokens: readonly Token[]): boolean {
  const said = spoken(tokens);
  return first.test(said) || last.test(said) || repeatsLast(tokens);
}

/** "ditto", "repeat that": the last command as it was. */
export function repeatsLast(tokens: readonly Token[]): boolean {
  return repeats.test(spoken(tokens));
}

function spoken(tokens: readonly Token[]): string {
  const words = tokens.map(({ word }) => word).filter(Boolean);
  const from = words.findIndex((word) => !openers.has(word));
  return words.slice(Math.max(from, 0)).join(' ');
}
