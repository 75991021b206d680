import { AsyncLocalStorage } from 'node:async_hooks';
import { type Catalogue, english, type Value } from './catalogue';

const spoken = new AsyncLocalStorage<Catalogue>();

/** Does the work with every sentence said in that language; outside of any it is English. */
export function inLanguage<T>(language: Catalogue, work: () => T): T {
  return spoken.run(language, work);
}

export function language(): Catalogue {
  return spoken.getStore() ?? english();
}

/**
 * `say\`Asked by ${name}.\``: the sentence in the language of who reads it, as plain words.
 *
 * The English words are the sentence's name in the catalogues (`languages/*.json`), with `{0}`,
 * `{1}`, … where its values stand. For Markdown use `text`, which escapes the values.
 */
export function say(strings: TemplateStringsArray, ...values: readonly Value[]): string {
  return language().worded(nameOf(strings), values);
}

/** Marks English words that are kept in a table, or stored, and said later with `translated`. */
export function sentence(strings: TemplateStringsArray): string {
  return nameOf(strings);
}

/**
 * English whoever reads it: for records that others read too (the journal, Defender's history), and
 * for what is stored with its values in it.
 */
export function recorded(strings: TemplateStringsArray, ...values: readonly Value[]): string {
  return String.raw({ raw: strings }, ...values);
}

/** A whole sentence without values that was kept in English; unknown words stay as they are. */
export function translated(kept: string): string {
  return language().pattern(kept);
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
