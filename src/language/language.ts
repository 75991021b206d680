import { AsyncLocalStorage } from 'node:async_hooks';
import type { Catalogue, Value } from './catalogue';

// Loaded on first use: threads that only build messages start without the ICU library.
const englishCatalogue = () =>
  (require('./catalogue') as typeof import('./catalogue')).englishCatalogue();

const spoken = new AsyncLocalStorage<Catalogue>();

/** Does the work with every sentence said in that language; outside of any it is English. */
export function inLanguage<T>(language: Catalogue, work: () => T): T {
  return spoken.run(language, work);
}

export function language(): Catalogue {
  return spoken.getStore() ?? englishCatalogue();
}

/**
 * `say\`Asked by ${name}.\``: the sentence in the language of who reads it, as plain words.
 *
 * The English words are the sentence's name in the catalogues (`languages/*.json`), with `{0}`,
 * `{1}`, … where its values stand. For Markdown use `text`, which escapes the values.
 */
export function t(strings: TemplateStringsArray, ...values: readonly Value[]): string {
  return language().worded(nameOf(strings), values);
}

/** Marks English words that are kept in a table, or stored, and said later with `translated`. */
export function sentence(strings: TemplateStringsArray): string {
  return nameOf(strings);
}

/** English whoever reads it: for the terminal, and records that others read too (the journal, Defender's history). */
export function english(strings: TemplateStringsArray, ...values: readonly Value[]): string {
  return String.raw({ raw: strings }, ...values);
}

/** A sentence with its values apart, as it is stored: they may be foreign text, or sentences themselves. */
export interface StoredSentence {
  readonly sentence: string;
  readonly values: readonly (Value | StoredSentence)[];
}

/** What is stored to be said later: a `kept` sentence, or a whole one without values as its name. */
export type StoredMessage = string | StoredSentence;

/** `kept\`Denied by ${name}.\``: stored now, said with `translated` in the language of who reads it. */
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

/** As a value of another sentence: what has no values of its own is said as a sentence, too. */
export function whole(words: StoredMessage): StoredSentence {
  return typeof words === 'string' ? { sentence: words, values: [] } : words;
}

/**
 * What was kept, as plain words; unknown words stay as they are. Values stand in it as they came:
 * for Markdown escape the whole of it.
 */
export function renderMessage(words: StoredMessage): string {
  if (typeof words === 'string') return language().pattern(words);
  const values = words.values.map((value) =>
    isStoredSentence(value) ? renderMessage(value) : value,
  );
  return language().worded(words.sentence, values);
}

/** The same for records that others read too. */
export function renderEnglish(words: StoredMessage): string {
  return typeof words === 'string'
    ? words
    : inLanguage(englishCatalogue(), () => renderMessage(words));
}

const names = new WeakMap<TemplateStringsArray, string>();

/** `I know no machine {0}.`: what a sentence is called in the catalogues. */
export function nameOf(strings: TemplateStringsArray): string {
  const known = names.get(strings);
  if (known !== undefined) return known;
  const name = strings.slice(1).reduce((said, part, at) => `${said}{${at}}${part}`, strings[0]!);
  names.set(strings, name);
  return name;
}
