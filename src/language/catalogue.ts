import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { z } from 'zod';

/** A value in a sentence; numbers stay numbers, because the plural form depends on them. */
export type Value = string | number;

const folder = join(__dirname, '..', '..', 'languages');
const sentences = z.record(z.string(), z.string());
const coverageGap = /\{(\d+)\}/g;

/** An invalid catalogue; names its file and sentence. */
export class LanguageError extends Error {
  override readonly name = 'LanguageFault';
}

/** The sentences of one language, as ICU messages keyed by the English pattern. */
export class Catalogue {
  readonly #formats = new Map<string, IntlMessageFormat>();
  // Keys may be untrusted: `constructor` is not a sentence.
  readonly #sentences: ReadonlyMap<string, string>;

  /**
   * @throws {LanguageError} a sentence is no ICU message, or uses a value that its key does not
   * have
   */
  constructor(
    /** BCP 47, also for dates and numbers. */
    readonly locale: string,
    sentences: Readonly<Record<string, string>>,
    private readonly otherwise?: Catalogue,
  ) {
    this.#sentences = new Map(Object.entries(sentences));
    for (const [name, pattern] of this.#sentences) if (pattern !== name) this.#check(name, pattern);
  }

  /** Formats a sentence; an untranslated one stays English. */
  worded(name: string, values: readonly Value[]): string {
    const pattern = this.#sentences.get(name);
    if (pattern === undefined && this.otherwise) return this.otherwise.worded(name, values);
    // Most English sentences equal their key: no parsing needed.
    if (pattern === undefined || pattern === name || values.length === 0)
      return filled(pattern ?? name, values);
    return String(this.#format(pattern).format(Object.fromEntries(values.entries())));
  }

  /** The sentence as it stands in the catalogue, with `{0}` for its values. */
  pattern(name: string): string {
    return this.#sentences.get(name) ?? this.otherwise?.pattern(name) ?? name;
  }

  #format(pattern: string): IntlMessageFormat {
    const known = this.#formats.get(pattern);
    if (known) return known;
    // Values may contain "<": tags are off.
    const format = new IntlMessageFormat(pattern, this.locale, undefined, { ignoreTag: true });
    this.#formats.set(pattern, format);
    return format;
  }

  #check(name: string, pattern: string): void {
    try {
      const values = [...name.matchAll(coverageGap)].map(([, at]) => [at!, 1] as const);
      this.#format(pattern).format(Object.fromEntries(values));
    } catch (cause) {
      const said = `languages/${this.locale}.json can't say “${name}” so: “${pattern}”.`;
      throw new LanguageError(`${said} Nothing was started.`, { cause });
    }
  }
}

function filled(pattern: string, values: readonly Value[]): string {
  return pattern.replace(coverageGap, (whole, at: string) => String(values[Number(at)] ?? whole));
}

let known: Map<string, Catalogue> | undefined;

/** The catalogues, one file each, read at the first sentence. */
function catalogues(): Map<string, Catalogue> {
  known ??= readCatalogues();
  return known;
}

function readCatalogues(): Map<string, Catalogue> {
  // The English locale whose dates are unambiguous: 20 Nov.
  const base = new Catalogue('en-GB', read('en.json'));
  const all = new Map([['en', base]]);
  for (const file of readdirSync(folder)) {
    const locale = basename(file, '.json');
    if (file.endsWith('.json') && locale !== 'en')
      addLanguage(new Catalogue(locale, read(file), base), all);
  }
  return all;
}

function read(file: string): Record<string, string> {
  try {
    return sentences.parse(JSON.parse(readFileSync(join(folder, file), 'utf8')));
  } catch (cause) {
    throw new LanguageError(
      `languages/${file} is no list of sentences, as en.json is. Nothing was started.`,
      { cause },
    );
  }
}

/**
 * The available locales.
 * @throws {LanguageError} a file can't be read, or a sentence is invalid
 */
export function locales(): string[] {
  return [...catalogues().keys()];
}

/** Adds a language beside those of the folder. */
export function addLanguage(language: Catalogue, to = catalogues()): void {
  to.set(language.locale.toLowerCase(), language);
}

export function englishCatalogue(): Catalogue {
  return catalogues().get('en')!;
}

/**
 * Maps a client's locale to a language: `de-AT` uses `de-AT.json`, else `de.json`, else English.
 */
export function languageFor(locale = ''): Catalogue {
  const wanted = locale.toLowerCase();
  return catalogues().get(wanted) ?? catalogues().get(wanted.split('-')[0]!) ?? englishCatalogue();
}
