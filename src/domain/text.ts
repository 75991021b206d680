import { language, nameOf } from '../language/language';

declare const safe: unique symbol;

/** Markdown from Bailiff, in which every outside value was escaped. */
export type SafeText = string & { readonly [safe]: true };

// Control, bidi, zero-width and tag characters: invisible, and able to reorder a name.
const invisible =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u115f\u1160\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|\u034f|[\u{e0000}-\u{e007f}]/gu;
// Backtick, star, underscore, tilde, brackets and backslash anywhere; the rest only where it is
// significant.
const marks = /[\\`*_~[\]]|(?<=\])\(|!(?=\[)|(?<=^ *)[-+#>=]/g;
// `www.evil.example`, `mia@contoso.com`: clients link a dot before a letter.
const linkingDot = /(?<=[\p{L}\p{N}])\.(?=\p{L})/gu;
const rightToLeft =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const rightToLeftRun = new RegExp(
  `${rightToLeft.source}(?:[^\\p{L}]*${rightToLeft.source})*`,
  'gu',
);

/** Returns one line of visible characters, cut to `most` characters: safe to display. */
export function clean(foreign: string, most = 200): string {
  const line = foreign
    .toWellFormed()
    .replace(/[\r\n\t\u2028\u2029]+/g, ' ')
    .replace(invisible, '');
  // A character has at most two units: there is no need to split a huge string.
  const characters = [...line.slice(0, 2 * most + 2)];
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : line;
}

/** Keeps right-to-left words from reordering the surrounding text. */
export function isolate(line: string): string {
  return rightToLeft.test(line) ? line.replace(rightToLeftRun, '\u2068$&\u2069') : line;
}

/**
 * Escapes an untrusted string for Markdown as Teams renders it: no link, image, emphasis or
 * mention.
 *
 * Clients link bare hosts and URLs themselves, so their dots and slashes get a backslash, which
 * Markdown drops when rendering.
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

/** Marks a string as safe: for literals and for text that was escaped piece by piece. */
export function unsafeMarkdown(ours: string): SafeText {
  return ours as SafeText;
}

type Piece = SafeText | string | number | undefined;

/**
 * Returns a sentence in the reader's language as Markdown: `md\`No device ${name}.\``. Every value is
 * escaped; `markdown` inserts text that is safe already. CONTRIBUTING.md lists all such functions.
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

/** Inserts safe text into `md` unchanged. */
export function markdown(safeText: SafeText): Raw {
  return new Raw(safeText);
}
