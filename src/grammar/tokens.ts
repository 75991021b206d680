import { isIP } from 'node:net';
import type { Lexicon } from './lexicon';
import { hostOf, refang } from './links';
import { personEnd, personStart } from './mentions';
import { labels } from './noise';
import type { Token } from './token';

const maxQuote = 255;
const scanner = new RegExp(
  [
    `${personStart}(?<person>[^${personEnd}]*)${personEnd}`,
    `(?<mark>[\\n,;|])`,
    `(?<=^|[\\s,;|([:=])"(?<double>[^"\\n]{1,${maxQuote}})"(?=[\\s,;|.!?:)\\]]|$)`,
    `(?<=^|[\\s,;|([:=])'(?<single>[^'\\n]{1,${maxQuote}})'(?=[\\s,;|.!?:)\\]]|$)`,
    `(?<raw>(?:[^\\s,;|:=${personStart}]|[:=](?!["']))+[:=]?|[:=]+)`,
  ].join('|'),
  'gu',
);

/** Takes plain text apart. Two readings of one token never overlap, so it takes linear time. */
export function tokenise(text: string, lexicon: Lexicon): Token[] {
  const tokens: Token[] = [];
  for (const { groups = {}, index, 0: whole } of text.matchAll(scanner)) {
    const place = { start: index, end: index + whole.length };
    const quoted = groups['double'] ?? groups['single'];
    if (groups['mark']) tokens.push({ kind: 'mark', text: groups['mark'], word: '', ...place });
    else if (quoted !== undefined)
      tokens.push({ kind: 'quoted', text: quoted.trim(), word: '', ...place });
    else if (groups['raw']) tokens.push(...words(groups['raw'], index, lexicon));
    else tokens.push({ kind: 'person', text: groups['person'] ?? '', word: '', ...place });
  }
  return tokens;
}

function words(raw: string, start: number, lexicon?: Lexicon): Token[] {
  const mark = /^\.{2,3}$/.test(raw) ? '..' : raw;
  if (/^(?:-|--|\u2014|\.\.)$/.test(mark))
    return [{ kind: 'mark', text: mark, word: '', start, end: start + raw.length }];
  if (/^(?:[<>]=?|=|\?+|\+)$/.test(raw)) return [word(raw, start)];

  // "machine:ws-042", "severity>=medium": a label and what it labels.
  const [, label, sign, value] = (lexicon && /^([a-z-]{2,12})([:=]|[<>]=?)(.+)$/i.exec(raw)) || [];
  if (label && sign && value && isLabel(label.toLowerCase().replace(/^-+/, ''), lexicon)) {
    const rest = start + label.length + sign.length;
    const relation = /[<>]/.test(sign) ? [word(sign, start + label.length)] : [];
    return [word(label, start), ...relation, ...words(value, rest)];
  }
  if (isIP(raw)) return [word(raw, start)];
  const trimmed = trim(hostOf(refang(bare(raw))));
  if (!trimmed) return [];
  return [{ ...word(trimmed, start), end: start + raw.length }];
}

function isLabel(word: string, lexicon?: Lexicon): boolean {
  return labels.has(word) || (lexicon?.phrasings.has(word) ?? false);
}

function word(text: string, start: number): Token {
  const compared = text.toLowerCase().replace(/'/g, '');
  return { kind: 'word', text, word: compared, start, end: start + text.length };
}

const opening = /[\p{L}\p{N}#*\\_-]/u;
const closing = /[\p{L}\p{N}+*_]/u;

/** Without the angle brackets of an autolink, which would spoil the address in them. */
function bare(raw: string): string {
  return raw.startsWith('<') && raw.endsWith('>') ? raw.slice(1, -1) : raw;
}

/** Without quotes, brackets, emoji and full stops around it; a closing `*` is a wildcard. */
function trim(raw: string): string {
  let from = 0;
  let to = raw.length;
  // By hand: a regular expression for the end of a run of punctuation takes quadratic time.
  while (from < to && !opening.test(at(raw, from))) from += at(raw, from).length;
  while (to > from && !closing.test(before(raw, to))) to -= before(raw, to).length;
  let text = raw.slice(from, to);
  // `_ws-042_` is emphasis, `_lab01` is a name.
  while (/^_.*_$/.test(text)) text = text.slice(1, -1);
  while (text.startsWith('*')) text = text.endsWith('*') ? text.slice(1, -1) : text.slice(1);
  if (!/[\p{L}\p{N}]/u.test(text)) return '';
  // "ws-042's", but not "who's".
  return /'s$/i.test(text) && /\d/.test(text) ? text.slice(0, -2) : text;
}

const at = (text: string, index: number) => String.fromCodePoint(text.codePointAt(index)!);

/** The character that ends there; a surrogate pair is one. */
function before(text: string, end: number): string {
  const low = text.charCodeAt(end - 1);
  const pair = low >= 0xdc00 && low <= 0xdfff && end > 1;
  return text.slice(pair ? end - 2 : end - 1, end);
}
