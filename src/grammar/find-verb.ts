import { exclusions, noise, nouns, prose } from './noise';
import { isObject } from './shapes';
import type { Token } from './tokens';
import { slips, slipsAllowed } from './typos';
import { isImpactful, talk, unsupported, type Verb, verbs } from './verbs';

export interface Meaning {
  readonly command: string;
  /** The verb itself where the command is `unsupported`. */
  readonly topic?: string;
  readonly weak?: Verb['weak'];
}

export interface FoundVerb extends Meaning {
  readonly at: number;
  readonly length: number;
  readonly guessed?: { readonly typed: string; readonly as: string };
}

interface Entry {
  readonly words: readonly string[];
  readonly meaning: Meaning;
}

/** Every synonym under its first word, the longest first. */
const byFirstWord = new Map<string, Entry[]>();
for (const { command, synonyms, weak } of verbs)
  for (const synonym of synonyms) enter(synonym, { command, ...(weak && { weak }) });
for (const topic of unsupported) enter(topic, { command: 'unsupported', topic });
for (const entries of byFirstWord.values()) entries.sort((a, b) => b.words.length - a.words.length);
const singleWords = [...byFirstWord].filter(([, entries]) => entries.at(-1)!.words.length === 1);

function enter(synonym: string, meaning: Meaning): void {
  const words = synonym.split(' ');
  byFirstWord.set(words[0]!, [...(byFirstWord.get(words[0]!) ?? []), { words, meaning }]);
}

/** The longest synonym that begins at this very token. */
export function verbAt(tokens: readonly Token[], at: number): FoundVerb | undefined {
  const entry = byFirstWord
    .get(tokens[at]?.word ?? '')
    ?.find(({ words }) => words.every((word, index) => tokens[at + index]?.word === word));
  return entry && { ...entry.meaning, at, length: entry.words.length };
}

/**
 * The verb of a command: the earliest, and of those that begin together the longest.
 *
 * Words that stand in any sentence come after those that do not: "hey", "machine", and "done" or
 * "call" anywhere but in the verb's place.
 */
export function findVerb(tokens: readonly Token[]): FoundVerb | undefined {
  let talked: FoundVerb | undefined;
  let noun: FoundVerb | undefined;
  let greeting: FoundVerb | undefined;
  let inFront = true;
  for (let at = 0; at < tokens.length; at += 1) {
    const found = verbAt(tokens, at);
    // "hey, thanks" is thanks.
    if (found?.weak === 'greeting')
      greeting = found.command === 'thanks' ? found : (greeting ?? found);
    else if (found?.weak === 'noun') noun ??= found;
    else if (found && isTalk(tokens, found) && !inFront) talked ??= found;
    else if (found && (!noun || mayFollow(tokens[noun.at]!, found))) return found;
    inFront &&= found?.weak === 'greeting' || leads(tokens[at]!);
  }
  return noun ?? asGuess(talked, tokens) ?? guess(tokens) ?? greeting;
}

/** A word of any talk, which is a verb for sure only in front of its command. */
export function isTalk(tokens: readonly Token[], { at, length }: FoundVerb): boolean {
  return length === 1 && talk.has(tokens[at]!.word);
}

/** "check the status", but not "check whether to stop": asking leads to nothing that acts. */
function mayFollow(noun: Token, found: FoundVerb): boolean {
  const asks = noun.word === 'check' || noun.word === 'get';
  return !asks || !(isImpactful(found.command) || found.command === 'unsupported');
}

/** What may stand before a verb without making it part of a sentence. */
export function leads(token: Token): boolean {
  return token.kind !== 'word' || isObject(token) || leading.has(token.word);
}

const leading = new Set(
  (
    'please pls plz kindly can could would you we i lets let us just now ok okay so and then also ' +
    'guys team all bot bailiff me id like need needs want to should must have go ahead next'
  ).split(' '),
);

/** A word of talk amid a sentence is as good as a guess. */
function asGuess(found: FoundVerb | undefined, tokens: readonly Token[]): FoundVerb | undefined {
  if (!found || !isImpactful(found.command)) return found;
  return { ...found, guessed: { typed: tokens[found.at]!.text, as: found.command } };
}

const maxGuesses = 8;
const shortestGuess = 3;

/** A verb read through a typo, looked for in the first few words only. */
function guess(tokens: readonly Token[]): FoundVerb | undefined {
  const candidates = tokens.filter(mayBeMisspelt).slice(0, maxGuesses);
  for (const token of candidates) {
    const best = nearest(token.word);
    if (!best) continue;
    const guessed = { typed: token.text, as: best.topic ?? best.command };
    return { ...best, at: tokens.indexOf(token), length: 1, guessed };
  }
  return undefined;
}

function mayBeMisspelt(token: Token): boolean {
  const { kind, word } = token;
  if (kind !== 'word' || word.length < shortestGuess || isObject(token)) return false;
  if (!/^[\p{L}-]+$/u.test(word) || noise.has(word) || prose.has(word)) return false;
  if (exclusions.has(word)) return false;
  // "collected", "gathering": a form of the verb, not a slip of it.
  const stem = word.replace(/(?:ing|ed|ion|s|er)$/, '');
  return stem === word || !(byFirstWord.has(stem) || byFirstWord.has(`${stem}e`));
}

function nearest(word: string): Meaning | undefined {
  const most = slipsAllowed(word.length);
  let best: { slips: number; meaning: Meaning } | undefined;
  for (const [synonym, entries] of singleWords) {
    if (word.length < 5 && synonym[0] !== word[0]) continue;
    const count = slips(word, synonym, most);
    if (count <= most && count < (best?.slips ?? Infinity))
      best = { slips: count, meaning: entries.at(-1)!.meaning };
  }
  // A slip of a noun that is no verb of ours is only that noun.
  const isNoun = [...nouns].some((noun) => slips(word, noun, most) < (best?.slips ?? 0));
  return isNoun ? undefined : best?.meaning;
}
