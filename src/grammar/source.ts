import { compatible, decodeEntities, tidy } from './characters';
import { firstColumn } from './columns';
import { htmlToText, looksLikeHtml } from './html';
import { withoutBullets, withoutQuotesAndSignature } from './lines';
import { unlink } from './links';
import { type Mention, takeMentions } from './mentions';
import type { Mentioned, Warning } from './reading';

/** One message as Teams delivers it. */
export interface Utterance {
  readonly text: string;
  /** The attachment of type text/html that mirrors the text. */
  readonly html?: string | undefined;
  readonly mentions?: readonly Mention[];
  readonly botId?: string;
}

/** What a person typed, on plain lines, without what was quoted, decorated or hidden. */
export interface Plain {
  readonly text: string;
  readonly people: readonly Mentioned[];
  readonly warnings: readonly Warning[];
}

/** 20 KB: more is no message that a person wrote. */
const maxText = 20_480;
/** The same message with the mark-up that Excel and Word put around every cell. */
const maxHtml = 131_072;

/** Steps 1 to 4 of reading: pick the source, leave out context, find mentions, normalise. */
export function plainText(said: Utterance): Plain {
  const source = pick(said);
  const visible = cut(source.text, maxText);
  const { text: addressed, people } = takeMentions(visible.text, said.mentions, said.botId);
  const { text, removedInvisible } = tidy(source.decoded ? addressed : decodeEntities(addressed));
  const table = firstColumn(withoutQuotesAndSignature(unlink(text)));
  const warnings: Warning[] = [];
  if (source.tooLong || visible.tooLong) warnings.push('too-long');
  if (removedInvisible) warnings.push('removed-invisible');
  if (table.cut) warnings.push('first-column');
  return { text: withoutBullets(table.text), people, warnings };
}

/**
 * Teams drops link targets, `<names>` and structure from the text; the HTML still has them.
 * In all else the text is nearer to what was typed.
 */
function pick({ text, html }: Utterance): { text: string; decoded: boolean; tooLong: boolean } {
  if (html && /<(?:table|[uo]l|a|blockquote)\b|&lt;/i.test(html)) {
    const page = cut(html, maxHtml);
    return { ...page, text: htmlToText(compatible(page.text), 'spaces'), decoded: true };
  }
  const typed = cut(text, maxText);
  const plain = compatible(typed.text);
  if (!looksLikeHtml(plain)) return { ...typed, text: plain, decoded: false };
  return { ...typed, text: htmlToText(plain, 'kept'), decoded: true };
}

/** Cut between words: half a name would be another machine. */
function cut(text: string, most: number): { text: string; tooLong: boolean } {
  if (text.length <= most) return { text, tooLong: false };
  const head = text.slice(0, most);
  return { text: head.slice(0, Math.max(0, head.search(/\s\S*$/))), tooLong: true };
}
