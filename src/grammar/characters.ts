import { parseFragment } from 'parse5';

// Zero-width, bidi, filler, tag and control characters.
const invisible =
  /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb]|\u034f|\u17b4|\u17b5|[\u180b-\u180d]|[\ufe00-\ufe0f]|[\u{e0000}-\u{e0fff}]/gu;
// What joins and colours emoji hides nothing.
const emojiGlue =
  /(?<=\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u20e3)(?:\u200d|\ufe0e|\ufe0f)+|(?<=[0-9#*])\ufe0f(?=\u20e3)/gu;
// A digit in a key cap, and a name between colons, as clients without the picture write it.
const keyCap = /[0-9#*]\u20e3/g;
const shortcode = /(?<=^|\s):[a-z_+-]{2,30}:(?=\s|$)/gi;
const lineEnds = /\r\n?|[\u000b\u000c\u0085\u2028\u2029]/g;
const doubleQuotes = /[\u00ab\u00bb\u201c-\u201f\u301d-\u301f]/g;
const singleQuotes = /[\u2018-\u201b\u2032\u2039\u203a\u02bc\u02b9]/g;
const dashes = /[\u2010-\u2015\u2043\u2212\u2e3a\u2e3b]/g;

/** Full-width letters, ligatures and the like become what they stand for. */
export function compatible(text: string): string {
  return text.toWellFormed().normalize('NFKC');
}

/** Decodes `&nbsp;` and its kind. What is not an entity stays as typed. */
export function decodeEntities(text: string): string {
  const known = new Map<string, string>();
  return text.replace(
    /&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,24});/g,
    (entity) => {
      const decoded = known.get(entity) ?? decodeOne(entity);
      known.set(entity, decoded);
      return decoded;
    },
  );
}

function decodeOne(entity: string): string {
  const [, hex, decimal] = /^&#(?:[xX]([\da-fA-F]+)|(\d+));$/.exec(entity) ?? [];
  if (hex || decimal) return character(hex ? Number.parseInt(hex, 16) : Number(decimal));
  const [node] = parseFragment(entity).childNodes;
  return node && 'value' in node ? node.value : '';
}

const character = (code: number) =>
  code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';

/** One kind of space, line end, quote and dash, and nothing that cannot be seen. */
export function tidy(text: string): { text: string; removedInvisible: boolean } {
  const plain = compatible(text)
    // The acute accent that German and French keyboards offer as an apostrophe, after NFKC.
    .replace(/ \u0301/g, "'")
    .replace(lineEnds, '\n')
    .replace(emojiGlue, '')
    .replace(keyCap, ' ')
    .replace(shortcode, ' ');
  const visible = plain.replace(invisible, '');
  return {
    text: visible
      .replace(/[^\S\n\t]+/g, ' ')
      .replace(/\n[ \n]+/g, '\n')
      .replace(doubleQuotes, '"')
      .replace(singleQuotes, "'")
      .replace(/(?<=\p{L})`(?=\p{L})/gu, "'")
      .replace(/[\u2265\u2a7e]/g, '>=')
      .replace(dashes, asciiDash)
      // Markdown escapes as Teams sends them: `ws\_042`.
      .replace(/\\([_*.|#()[\]`~>+!-])/g, '$1'),
    removedInvisible: visible !== plain,
  };
}

/** A dash inside a name is a hyphen; a long dash between spaces begins a reason and stays. */
function asciiDash(dash: string, at: number, text: string): string {
  const long = dash === '\u2014' || dash === '\u2015';
  const alone = /\s/.test(text[at - 1] ?? '') && /\s/.test(text[at + 1] ?? ' ');
  return long && alone ? '\u2014' : '-';
}
