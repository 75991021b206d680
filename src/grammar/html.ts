import { decodeEntities } from './characters';
import { portalTarget } from './links';

// Quotes may hold a `>`, and count as one of the 600 pieces. Bounded, and no part can match what another can: linear on any input.
const tag = /<(\/?)([a-z][a-z0-9:_-]{0,40})(?=[\s/>])((?:[^"'<>]|"[^"]*"|'[^']*'){0,600})>/gi;
const known =
  /^(?:a|abbr|at|attachment|b|blockquote|body|br|caption|code|col|colgroup|dd|del|div|dl|dt|em|emoji|font|h[1-6]|head|hr|html|i|img|ins|kbd|label|li|link|mark|meta|ol|o:p|p|pre|s|script|small|span|strike|strong|style|sub|sup|systemeventmessage|table|tbody|td|tfoot|th|thead|title|tr|tt|u|ul)$/;
const block = /^(?:blockquote|br|caption|dd|div|dl|dt|h[1-6]|hr|li|ol|p|pre|table|ul)$/;
const unseen = /^(?:head|script|style|title)$/;

/** Whether the text holds tags that Teams or a mail program writes; `<ws-042>` is not one. */
export function looksLikeHtml(text: string): boolean {
  for (const [, , name] of text.matchAll(tag))
    if (name && name.toLowerCase() !== 'at' && known.test(name.toLowerCase())) return true;
  return false;
}

/**
 * What a person sees of the HTML, as lines; cells are parted by tabs, mentions stay `<at>…</at>`.
 *
 * Quotes are left out: replying to "collect ws-999" must not collect ws-999. It reads tag after tag
 * instead of building a tree, because a tree of hostile nesting costs more than its text is long.
 *
 * @param lineEnds `kept` where HTML stands inside typed text; in real HTML they are mere spaces
 */
export function htmlToText(source: string, lineEnds: 'kept' | 'spaces'): string {
  const html = withoutComments(source);
  const page = new Page();
  let end = 0;
  const between = (from: number, to: number) => {
    const text = html.slice(from, to);
    page.text(decodeEntities(lineEnds === 'kept' ? text : text.replace(/[\r\n\t]+/g, ' ')));
  };
  for (const match of html.matchAll(tag)) {
    between(end, match.index);
    end = match.index + match[0].length;
    const name = match[2]!.toLowerCase();
    // In HTML an unknown tag is mark-up, too; in typed text `<ws-042>` is a name.
    if (!known.test(name)) page.text(lineEnds === 'kept' ? match[0] : ' ');
    else if (match[1]) page.close(name);
    else page.open(name, match[3]!);
  }
  between(end, html.length);
  return page.written.join('');
}

function withoutComments(html: string): string {
  const [before = '', ...pieces] = html.split('<!--');
  return before + pieces.map((piece) => afterComment(piece)).join(' ');
}

function afterComment(piece: string): string {
  const end = piece.indexOf('-->');
  return end < 0 ? piece : piece.slice(end + 3);
}

/** What has been read of the page so far. */
class Page {
  readonly written: string[] = [];
  private hidden = 0;
  private cells = 0;
  /** Tables inside a cell: all of their text is text of that cell. */
  private nested = 0;
  private inCell = false;
  private mention = '';
  private portalLink = false;

  text(text: string): void {
    if (!this.hidden && !this.portalLink) this.written.push(text);
  }

  open(name: string, attributes: string): void {
    if (name === 'blockquote' || unseen.test(name)) this.hidden += 1;
    else if (name === 'table' && this.inCell) this.nested += 1;
    else if (this.nested > 0 && /^(?:tr|td|th)$/.test(name)) this.text(' ');
    else if (name === 'tr') this.row();
    else if (name === 'td' || name === 'th') this.cell();
    else if (name === 'a') this.link(attributes);
    else if (name === 'at' || /schema\.skype\.com\/Mention/i.test(attributes)) this.person(name);
    else if (block.test(name)) this.text(this.inCell ? ' ' : '\n');
  }

  close(name: string): void {
    if (name === 'blockquote' || unseen.test(name)) this.hidden = Math.max(0, this.hidden - 1);
    if (name === 'a') this.portalLink = false;
    if (name === 'table' && this.nested > 0) this.nested -= 1;
    else if (this.nested === 0 && /^(?:td|th|table)$/.test(name)) this.inCell = false;
    if (name === this.mention) {
      this.mention = '';
      this.text('</at>');
    } else if (block.test(name)) this.text(this.inCell ? ' ' : '\n');
  }

  private row(): void {
    this.cells = 0;
    this.text('\n');
  }

  private cell(): void {
    if (this.cells > 0) this.text('\t');
    this.cells += 1;
    this.inCell = true;
  }

  /** Teams shows a portal link by its page's title: the address says which machine is meant. */
  private link(attributes: string): void {
    const address = decodeEntities(
      /\bhref\s?=\s?["']?([^"'\s>]{1,2000})/i.exec(attributes)?.[1] ?? '',
    );
    if (!portalTarget(address)) return;
    this.text(` ${address} `);
    this.portalLink = true;
  }

  private person(name: string): void {
    this.mention = name;
    this.text('<at>');
  }
}
