import { isCourtesy, type Lexicon, type Meaning, phraseAt } from './lexicon';
import { exclusions, noise, nouns, prose } from './noise';
import { isObject } from './shapes';
import type { Token } from './token';
import { slips, slipsAllowed } from './typos';

export interface FoundVerb extends Meaning {
  readonly at: number;
  readonly length: number;
  readonly guessed?: { readonly typed: string; readonly as: string };
}

/** The longest phrase that begins at this very token. */
export function verbAt(
  tokens: readonly Token[],
  at: number,
  lexicon: Lexicon,
): FoundVerb | undefined {
  const entry = phraseAt(tokens, at, lexicon);
  return entry && { ...entry.meaning, at, length: entry.words.length };
}

/**
 * The verb of a command: the earliest, and of those that begin together the longest.
 *
 * Words of ordinary sentences come after those that are not: "hey", "machine", and "done" or "call"
 * anywhere but in the verb's place.
 */
export function findVerb(tokens: readonly Token[], lexicon: Lexicon): FoundVerb | undefined {
  let casual: FoundVerb | undefined;
  let noun: FoundVerb | undefined;
  let greeting: FoundVerb | undefined;
  let inFront = true;
  for (let at = 0; at < tokens.length; at += 1) {
    const found = verbAt(tokens, at, lexicon);
    // "hey, thanks" is thanks.
    if (found?.weak === 'greetings')
      greeting = isCourtesy(found.phrasing) ? found : (greeting ?? found);
    else if (found?.weak) noun ??= found;
    else if (found?.casual && !inFront) casual ??= found;
    else if (found && (!noun || mayFollow(noun, found)))
      return found.foreign ? guessed(found, tokens) : found;
    inFront &&= found?.weak === 'greetings' || leads(tokens[at]!);
  }
  return noun ?? asGuess(casual, tokens) ?? guess(tokens, lexicon) ?? greeting;
}

/** "check the status", but not "check whether to stop". */
function mayFollow(noun: FoundVerb, { phrasing }: FoundVerb): boolean {
  return noun.weak !== 'asking' || !(phrasing.impact || phrasing.name === 'unsupported');
}

/** Whether the token may stand before a verb without making it part of a sentence. */
export function leads(token: Token): boolean {
  return token.kind !== 'word' || isObject(token) || leading.has(token.word);
}

const leading = new Set(
  (
    'please pls plz kindly can could would you we i lets let us just now ok okay so and then also ' +
    'guys team all bot bailiff me id like need needs want to should must have go ahead next'
  ).split(' '),
);

/** A casual word amid a sentence is as good as a guess. */
function asGuess(found: FoundVerb | undefined, tokens: readonly Token[]): FoundVerb | undefined {
  return found?.phrasing.impact ? guessed(found, tokens) : found;
}

function guessed(found: FoundVerb, tokens: readonly Token[]): FoundVerb {
  return { ...found, guessed: { typed: tokens[found.at]!.text, as: found.phrasing.name } };
}

const maxGuesses = 8;
const shortestGuess = 3;

/** A verb read through a typo, looked for in the first few words only. */
function guess(tokens: readonly Token[], lexicon: Lexicon): FoundVerb | undefined {
  const candidates = tokens.filter((token) => mayBeMisspelt(token, lexicon)).slice(0, maxGuesses);
  for (const token of candidates) {
    const best = nearest(token.word, lexicon);
    if (!best) continue;
    const guessed = { typed: token.text, as: best.topic ?? best.phrasing.name };
    return { ...best, at: tokens.indexOf(token), length: 1, guessed };
  }
  return undefined;
}

function mayBeMisspelt(token: Token, { byFirstWord }: Lexicon): boolean {
  const { kind, word } = token;
  if (kind !== 'word' || word.length < shortestGuess || isObject(token)) return false;
  if (!/^[\p{L}-]+$/u.test(word) || noise.has(word) || prose.has(word)) return false;
  if (exclusions.has(word)) return false;
  // "collected", "gathering": a form of the verb, not a slip of it.
  const stem = word.replace(/(?:ing|ed|ion|s|er)$/, '');
  return stem === word || !(byFirstWord.has(stem) || byFirstWord.has(`${stem}e`));
}

function nearest(word: string, { singleWords }: Lexicon): Meaning | undefined {
  const most = slipsAllowed(word.length);
  let best: { slips: number; meaning: Meaning } | undefined;
  for (const [phrase, meaning] of singleWords) {
    if (word.length < 5 && phrase[0] !== word[0]) continue;
    const count = slips(word, phrase, most);
    if (count <= most && count < (best?.slips ?? Infinity)) best = { slips: count, meaning };
  }
  // A slip of a noun that is no verb of ours is only that noun.
  const isNoun = [...nouns].some((noun) => slips(word, noun, most) < (best?.slips ?? 0));
  return isNoun ? undefined : best?.meaning;
}
