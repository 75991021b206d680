import { AsyncLocalStorage } from 'node:async_hooks';
import type { Catalogue, Value } from './catalogue';

// Loaded on first use: threads that only build messages start without the ICU library.
const englishCatalogue = () =>
  (require('./catalogue') as typeof import('./catalogue')).englishCatalogue();

const spoken = new AsyncLocalStorage<Catalogue>();

/** Runs the work with sentences in that language. Outside of any `inLanguage` they are English. */
export function inLanguage<T>(language: Catalogue, work: () => T): T {
  return spoken.run(language, work);
}

export function language(): Catalogue {
  return spoken.getStore() ?? englishCatalogue();
}

/**
 * Returns a sentence in the reader's language as plain text: `t\`Requested by ${name}.\``.
 *
 * The English text is the key in the catalogues (`languages/*.json`), with `{0}`, `{1}`, … for its
 * values. For Markdown use `md`, which escapes them. CONTRIBUTING.md lists all such functions.
 */
export function t(strings: TemplateStringsArray, ...values: readonly Value[]): string {
  return language().worded(nameOf(strings), values);
}

/** Returns the key of a sentence without values, to be stored and rendered with `renderMessage`. */
export function sentence(strings: TemplateStringsArray): string {
  return nameOf(strings);
}

/** Returns English text whoever reads it: for the terminal, the journal and Defender's history. */
export function english(strings: TemplateStringsArray, ...values: readonly Value[]): string {
  return String.raw({ raw: strings }, ...values);
}

/** A stored sentence with its values, which may be untrusted text or sentences themselves. */
export interface StoredSentence {
  readonly sentence: string;
  readonly values: readonly (Value | StoredSentence)[];
}

/** A stored message: a sentence with values, or the key of one without. */
export type StoredMessage = string | StoredSentence;

/** Returns a sentence to be stored, and rendered later: `msg\`Denied by ${name}.\``. */
export function msg(
  strings: TemplateStringsArray,
  ...values: readonly (Value | StoredSentence)[]
): StoredSentence {
  return { sentence: nameOf(strings), values };
}

export function isStoredSentence(value: unknown): value is StoredSentence {
  return (
    typeof value === 'object' &&
    value !== null &&
    'sentence' in value &&
    typeof value.sentence === 'string' &&
    'values' in value &&
    Array.isArray(value.values)
  );
}

/** Returns a stored message as a value of another one, so that it is translated as well. */
export function whole(words: StoredMessage): StoredSentence {
  return typeof words === 'string' ? { sentence: words, values: [] } : words;
}

/**
 * Renders a stored message in the reader's language as plain text. Unknown text is returned as it
 * is. Values are not escaped: for Markdown escape the result.
 */
export function renderMessage(words: StoredMessage): string {
  if (typeof words === 'string') return language().pattern(words);
  const values = words.values.map((value) =>
    isStoredSentence(value) ? renderMessage(value) : value,
  );
  return language().worded(words.sentence, values);
}

/** Renders a stored message in English: for records and logs. */
export function renderEnglish(words: StoredMessage): string {
  return typeof words === 'string'
    ? words
    : inLanguage(englishCatalogue(), () => renderMessage(words));
}

const names = new WeakMap<TemplateStringsArray, string>();

/** Returns the key of a sentence in the catalogues: `I know no machine {0}.` */
export function nameOf(strings: TemplateStringsArray): string {
  const known = names.get(strings);
  if (known !== undefined) return known;
  const name = strings.slice(1).reduce((said, part, at) => `${said}{${at}}${part}`, strings[0]!);
  names.set(strings, name);
  return name;
}
