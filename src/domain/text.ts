declare const safe: unique symbol;

/** Markdown that we wrote: whatever came from outside was escaped on the way in. */
export type SafeText = string & { readonly [safe]: true };

// Control, bidi, zero-width and tag characters: invisible, and able to turn a name around.
const invisible =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;
const markdown = /[\\`*_{}[\]()#+!|~>&<-]/g;

/** One line of visible characters, cut to `most`: what may be shown of a foreign string. */
export function clean(foreign: string, most = 200): string {
  const line = foreign.replace(/[\r\n\t\u2028\u2029]+/g, ' ').replace(invisible, '');
  const characters = [...line];
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : line;
}

/**
 * Escapes a foreign string for Markdown as Teams renders it: no link, image, emphasis or mention.
 *
 * A bare host or URL would be linked by the client itself, so its dots and colon lose that power
 * by a backslash, which Markdown drops again when it renders.
 */
export function escapeMarkdown(foreign: string): SafeText {
  return clean(foreign)
    .replace(markdown, (mark) => (mark === '<' ? '&lt;' : mark === '&' ? '&amp;' : `\\${mark}`))
    .replace(/:\/\//g, ':\\/\\/')
    .replace(/^(\d+)\./, '$1\\.') as SafeText;
}

/** Marks a string of our own as safe: for literals and for what was escaped piece by piece. */
export function trusted(ours: string): SafeText {
  return ours as SafeText;
}

type Piece = SafeText | string | number | undefined;

/** `text\`I know no machine ${name}.\``: every value is escaped; use `raw` for what is safe already. */
export function text(strings: TemplateStringsArray, ...values: (Piece | Raw)[]): SafeText {
  return trusted(
    strings.reduce((said, part, at) => {
      const value = values[at - 1];
      return (
        said + (value instanceof Raw ? value.safe : escapeMarkdown(String(value ?? ''))) + part
      );
    }),
  );
}

class Raw {
  constructor(readonly safe: SafeText) {}
}

/** Puts safe text into `text` as it is. */
export function raw(safeText: SafeText): Raw {
  return new Raw(safeText);
}
