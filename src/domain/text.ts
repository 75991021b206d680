import { language, nameOf } from '../language/language';

declare const safe: unique symbol;

/** Markdown that we wrote: whatever came from outside was escaped on the way in. */
export type SafeText = string & { readonly [safe]: true };

// Control, bidi, zero-width and tag characters: invisible, and able to turn a name around.
const invisible =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u115f\u1160\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|\u034f|[\u{e0000}-\u{e007f}]/gu;
// Backtick, star, underscore, tilde, brackets and backslash anywhere; the rest only where it works.
const marks = /[\\`*_~[\]]|(?<=\])\(|!(?=\[)|(?<=^ *)[-+#>=]/g;
// `www.evil.example`, `mia@contoso.com`: clients make links of a dot before a letter.
const linkingDot = /(?<=[\p{L}\p{N}])\.(?=\p{L})/gu;
const rightToLeft =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const rightToLeftRun = new RegExp(
  `${rightToLeft.source}(?:[^\\p{L}]*${rightToLeft.source})*`,
  'gu',
);

/** One line of visible characters, cut to `most`: what may be shown of a foreign string. */
export function clean(foreign: string, most = 200): string {
  const line = foreign
    .toWellFormed()
    .replace(/[\r\n\t\u2028\u2029]+/g, ' ')
    .replace(invisible, '');
  // A character is at most two units: no need to take a giant apart.
  const characters = [...line.slice(0, 2 * most + 2)];
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : line;
}

/** Keeps right-to-left words from reordering what stands around them. */
export function isolate(line: string): string {
  return rightToLeft.test(line) ? line.replace(rightToLeftRun, '\u2068$&\u2069') : line;
}

/**
 * Escapes a foreign string for Markdown as Teams renders it: no link, image, emphasis or mention.
 *
 * A bare host or URL would be linked by the client itself, so its dots and slashes lose that power
 * by a backslash, which Markdown drops again when it renders.
 */
export function escapeMarkdown(foreign: string, most = 200): SafeText {
  return isolate(
    clean(foreign, most)
      .replace(marks, '\\$&')
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/:\/\//g, ':\\/\\/')
      .replace(linkingDot, '\\.')
      .replace(/^(\d+)([.)])/, '$1\\$2'),
  ) as SafeText;
}

/** Marks a string of our own as safe: for literals and for what was escaped piece by piece. */
export function unsafeMarkdown(ours: string): SafeText {
  return ours as SafeText;
}

type Piece = SafeText | string | number | undefined;

/**
 * `text\`I know no machine ${name}.\``: a sentence in the language of who reads it, as Markdown.
 * Every value is escaped; use `raw` for what is safe already.
 */
export function md(strings: TemplateStringsArray, ...values: (Piece | Raw)[]): SafeText {
  return unsafeMarkdown(language().worded(nameOf(strings), values.map(escaped)));
}

function escaped(value: Piece | Raw): string | number {
  if (value instanceof Raw) return value.safe;
  return typeof value === 'number' ? value : escapeMarkdown(value ?? '');
}

class Raw {
  constructor(readonly safe: SafeText) {}
}

/** Puts safe text into `text` as it is. */
export function markdown(safeText: SafeText): Raw {
  return new Raw(safeText);
}
