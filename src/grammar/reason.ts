import { leads, verbAt } from './find-verb';
import type { Lexicon } from './lexicon';
import { personEnd, personStart } from './mentions';
import { isObject } from './shapes';
import type { Token } from './token';

const keywords =
  /^(?:-{0,2}(?:reason|comment|note|because)|-m|cuz|bc|b\/c|weil|wegen|grund|porque|motivo)$/;

/** How many tokens at this place say "a reason follows"; 0 when none does. */
export function reasonWords(tokens: readonly Token[], at: number): number {
  const { kind, text, word } = tokens[at]!;
  const next = tokens[at + 1];
  if (kind === 'mark') {
    if (text === '\u2014' || text === '--') return 1;
    // " - " is a dash for most people, but between two machines it is a range or a list.
    return text === '-' && isObject(tokens[at - 1]) && next?.kind === 'word' && !isObject(next)
      ? 1
      : 0;
  }
  if (word === 'parce' && next?.word === 'que') return 2;
  if (word === 'because' || word === 'due') {
    const preposition = word === 'because' ? 'of' : 'to';
    if (next?.word === preposition) return 2;
  }
  return keywords.test(word) ? 1 : 0;
}

/**
 * Cuts the reason: from its keyword to the end of the command, as typed.
 *
 * Two exceptions. "collect because lsass:", then a list: where nothing was named before, the reason
 * ends with its line if the next begins with a name. "Because of lsass, collect ws-042": where
 * nothing at all stands before, it ends at the mark before the verb.
 */
export function cutReason(tokens: readonly Token[], text: string, lexicon: Lexicon) {
  const at = tokens.findIndex((_, index) => reasonWords(tokens, index) > 0);
  if (at < 0) return { rest: tokens };
  const from = at + reasonWords(tokens, at);
  const before = tokens.slice(0, at);
  const end =
    frontReasonEnd(tokens, lexicon) || (before.some(isObject) ? 0 : lineOfNames(tokens, from));
  const last = tokens.at((end || tokens.length) - 1)!;
  const said = clean(text.slice(tokens[from - 1]!.end, Math.max(last.end, tokens[from - 1]!.end)));
  const rest = end ? [...before, ...tokens.slice(end)] : before;
  return said ? { rest, reason: said } : { rest };
}

/** Where the command begins in "because of phishing, please collect ws-042"; else 0. */
export function frontReasonEnd(tokens: readonly Token[], lexicon: Lexicon): number {
  const at = tokens.findIndex((token, index) => reasonWords(tokens, index) > 0 || !leads(token));
  if (at < 0 || reasonWords(tokens, at) === 0 || tokens.slice(0, at).some(isObject)) return 0;
  let end = 0;
  for (let index = at + 1; index < tokens.length; index += 1) {
    const found = end ? verbAt(tokens, index, lexicon) : undefined;
    if (found && !found.weak && !found.casual) return end;
    if (tokens[index]!.kind === 'mark') end = index;
    else if (!leads(tokens[index]!)) end = 0;
  }
  return 0;
}

/** Where a line begins with a name, after this place; else 0. */
function lineOfNames(tokens: readonly Token[], from: number): number {
  const line = tokens.findIndex(
    (token, at) =>
      at > from && token.text === '\n' && token.kind === 'mark' && isObject(tokens[at + 1]),
  );
  return Math.max(line, 0);
}

function clean(said: string): string {
  const line = said
    .replaceAll(personStart, '')
    .replaceAll(personEnd, '')
    .replace(/\s+/g, ' ')
    .replace(/^[\s:=-]+/, '')
    .replace(/[\s,;:]$/, '')
    .trim();
  const [, , inner] = /^(["'])([^"']*)\1[.!]?$/.exec(line) ?? [];
  return inner ?? line;
}
