import type { Token } from './token';

/**
 * How a command takes the words that name nothing:
 * - `own`: it parses all its words itself, so that none of them is read as a machine;
 * - `people`: a person or two beside machines or a job; a span of time is still the window;
 * - `note`: the same with free text, in which "2h" and "high" are only words;
 * - a list: only these words; any other is reported as ignored.
 */
export type WordUse = 'own' | 'people' | 'note' | readonly string[];

/** Words that also stand in ordinary sentences: they count only where no other verb does. */
export interface WeakWords {
  /** "for machine ws-042". */
  readonly nouns?: readonly string[];
  /** "check whether to stop": never leads to a verb that acts. */
  readonly asking?: readonly string[];
  /** "hi all". */
  readonly greetings?: readonly string[];
}

/** What the grammar knows of a command. Apostrophes are left out of all words. */
export interface Phrasing {
  /** Also a word that can be typed. */
  readonly name: string;
  /** Whether it changes something outside: such a command never runs on a guessed word. */
  readonly impact: boolean;
  /** Other words for the same, each meaning this command for sure. */
  readonly synonyms?: readonly string[];
  /** Words for the same that any sentence may hold: sure only where a verb is expected. */
  readonly casual?: readonly string[];
  readonly weak?: WeakWords;
  /** German, French and Spanish words for the same: read like a typo, so that impact needs a click. */
  readonly foreign?: readonly string[];
  /** By default none. */
  readonly words?: WordUse;
  /** Whether it takes a span of time, and if so, whether the last 24 hours are meant when none is given. */
  readonly window?: 'taken' | 'default';
  /** Plain words that mean a flag: `{ all: ['all'] }`. */
  readonly flagWords?: Readonly<Record<string, readonly string[]>>;
  /** Whether it begins a new command even without punctuation before it, in a list of machines. */
  readonly interrupts?: boolean;
  /**
   * Answers "did it finish?" (`progress`), "how do I collect?" (`commands`, with the command as topic),
   * or an address alone (`address`).
   */
  readonly answers?: 'progress' | 'commands' | 'address';
  /** Whether "incident 4711" alone means the machines of that incident. */
  readonly takesIncidentMachines?: boolean;
  /**
   * Returns the command or unsupported verb that is meant instead, by what stands beside the verb.
   * @param spoken all words of the command in lower case, joined by spaces
   */
  readonly instead?: (named: NamedBeside, spoken: string) => string | undefined;
}

export interface NamedBeside {
  readonly job?: string;
  readonly incident?: string;
}

export interface Meaning {
  readonly phrasing: Phrasing;
  /** The verb itself where the command is `unsupported`. */
  readonly topic?: string;
  readonly weak?: keyof WeakWords;
  readonly casual?: true;
  readonly foreign?: true;
}

interface Entry {
  readonly words: readonly string[];
  readonly meaning: Meaning;
}

/** All commands as the grammar reads them, built once from the command list. */
export interface Lexicon {
  readonly phrasings: ReadonlyMap<string, Phrasing>;
  /** Every phrase under its first word, the longest first. */
  readonly byFirstWord: ReadonlyMap<string, readonly Entry[]>;
  /** Phrases of one word, for typos. */
  readonly singleWords: readonly (readonly [string, Meaning])[];
}

/** What people try on a machine and Bailiff refuses by name; the verb becomes the topic. */
export const unsupported: readonly string[] = [
  ...['isolate', 'unisolate', 'quarantine', 'contain', 'block', 'unblock', 'restrict', 'scan'],
  ...['offboard', 'onboard', 'reboot', 'restart', 'shutdown', 'wipe', 'delete', 'remediate'],
];

/** Stands for each unsupported verb. */
const refused: Phrasing = { name: 'unsupported', impact: false, interrupts: true };

/** @throws {Error} two commands claim the same phrase */
export function lexiconOf(phrasings: readonly Phrasing[]): Lexicon {
  const meanings = new Map<string, Meaning>();
  const enter = (phrase: string, meaning: Meaning) => {
    const known = meanings.get(phrase);
    if (known)
      throw new Error(`"${phrase}" means ${known.phrasing.name} and ${meaning.phrasing.name}`);
    meanings.set(phrase, meaning);
  };
  for (const phrasing of phrasings)
    for (const [phrase, meaning] of phrasesOf(phrasing)) enter(phrase, meaning);
  for (const topic of unsupported) enter(topic, { phrasing: refused, topic });

  const byFirstWord = new Map<string, Entry[]>();
  for (const [phrase, meaning] of meanings) {
    const words = phrase.split(' ');
    byFirstWord.set(words[0]!, [...(byFirstWord.get(words[0]!) ?? []), { words, meaning }]);
  }
  for (const entries of byFirstWord.values())
    entries.sort((one, other) => other.words.length - one.words.length);
  return {
    phrasings: new Map(phrasings.map((phrasing) => [phrasing.name, phrasing])),
    byFirstWord,
    singleWords: [...meanings].filter(([phrase]) => !phrase.includes(' ')),
  };
}

/** Each phrase of a command with its meaning; its own name is one, unless it is listed as weak. */
function phrasesOf(phrasing: Phrasing): Map<string, Meaning> {
  const { casual = [], foreign = [], name, synonyms = [], weak = {} } = phrasing;
  const phrases = new Map<string, Meaning>([[name, { phrasing }]]);
  for (const phrase of synonyms) phrases.set(phrase, { phrasing });
  for (const phrase of casual) phrases.set(phrase, { phrasing, casual: true });
  for (const phrase of foreign.flatMap(withoutAccents))
    phrases.set(phrase, { phrasing, foreign: true });
  for (const kind of ['nouns', 'asking', 'greetings'] as const)
    for (const phrase of weak[kind] ?? []) phrases.set(phrase, { phrasing, weak: kind });
  return phrases;
}

/** The word, and the same as a keyboard without accents writes it. */
function withoutAccents(word: string): string[] {
  return [...new Set([word, word.normalize('NFD').replace(/\p{M}/gu, '')])];
}

/** The longest phrase that begins at this very token. */
export function phraseAt(
  tokens: readonly Token[],
  at: number,
  { byFirstWord }: Lexicon,
): Entry | undefined {
  return byFirstWord
    .get(tokens[at]?.word ?? '')
    ?.find(({ words }) => words.every((word, index) => tokens[at + index]?.word === word));
}

/** The command that answers a kind of question. */
export function answering(kind: NonNullable<Phrasing['answers']>, { phrasings }: Lexicon) {
  return [...phrasings.values()].find(({ answers }) => answers === kind);
}

/** Whether the command is nothing but a courtesy, such as thanks. */
export function isCourtesy({ name, weak }: Phrasing): boolean {
  return weak?.greetings?.includes(name) ?? false;
}
