import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { z } from 'zod';

/** What may stand in a sentence; numbers stay numbers, so that a language can choose its plural by them. */
export type Value = string | number;

const folder = join(__dirname, '..', '..', 'languages');
const sentences = z.record(z.string(), z.string());
const coverageGap = /\{(\d+)\}/g;

/** A language that can't be spoken: its file and sentence are named. */
export class LanguageError extends Error {
  override readonly name = 'LanguageFault';
}

/** The sentences of one language, by their English name, as ICU messages. */
export class Catalogue {
  readonly #formats = new Map<string, IntlMessageFormat>();
  // Names may be foreign: `constructor` is no sentence.
  readonly #sentences: ReadonlyMap<string, string>;

  /** @throws {LanguageFault} a sentence is no ICU message, or speaks of a value that its name does not have */
  constructor(
    /** BCP 47, also for dates and numbers. */
    readonly locale: string,
    sentences: Readonly<Record<string, string>>,
    private readonly otherwise?: Catalogue,
  ) {
    this.#sentences = new Map(Object.entries(sentences));
    for (const [name, pattern] of this.#sentences) if (pattern !== name) this.#check(name, pattern);
  }

  /** The sentence with its values; one that is not translated stays English. */
  worded(name: string, values: readonly Value[]): string {
    const pattern = this.#sentences.get(name);
    if (pattern === undefined && this.otherwise) return this.otherwise.worded(name, values);
    // Most English sentences are their own name: nothing to interpret.
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
    // Values may hold "<": nothing is a tag.
    const format = new IntlMessageFormat(pattern, this.locale, undefined, { ignoreTag: true });
    this.#formats.set(pattern, format);
    return format;
  }

  #check(name: string, pattern: string): void {
    try {
      const values = [...name.matchAll(coverageGap)].map(([, at]) => [at, 1] as const);
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

/** The languages there are: one file each, read at the first sentence. */
function catalogues(): Map<string, Catalogue> {
  known ??= readCatalogues();
  return known;
}

function readCatalogues(): Map<string, Catalogue> {
  // Of the Englishes the one whose dates can't be misread: 20 Nov.
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
 * The languages that can be spoken.
 * @throws {LanguageFault} a file that can't be read, or a sentence that can't be said
 */
export function locales(): string[] {
  return [...catalogues().keys()];
}

/** One more language to speak, beside those of the folder. */
export function addLanguage(language: Catalogue, to = catalogues()): void {
  to.set(language.locale.toLowerCase(), language);
}

export function englishCatalogue(): Catalogue {
  return catalogues().get('en')!;
}

/** The language of a client's locale: `de-AT` is served by `de-AT.json`, else by `de.json`, else in English. */
export function languageFor(locale = ''): Catalogue {
  const wanted = locale.toLowerCase();
  return catalogues().get(wanted) ?? catalogues().get(wanted.split('-')[0]!) ?? englishCatalogue();
}
