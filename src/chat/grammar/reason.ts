import { personEnd, personStart } from './mentions';
import { isObject } from './shapes';
import type { Token } from './tokens';

const keywords = /^(?:-{0,2}(?:reason|comment|note|because)|-m|cuz|bc|b\/c)$/;

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
  if (word === 'because' || word === 'due') {
    const preposition = word === 'because' ? 'of' : 'to';
    if (next?.word === preposition) return 2;
  }
  return keywords.test(word) ? 1 : 0;
}

/**
 * Cuts the reason: from its keyword to the end of the command, as typed.
 *
 * One exception: "collect because lsass:", then a list. Where nothing was named before the reason, it
 * ends with its line if the next line begins with a name.
 */
export function cutReason(tokens: readonly Token[], text: string) {
  const at = tokens.findIndex((_, index) => reasonWords(tokens, index) > 0);
  if (at < 0) return { rest: tokens };
  const from = at + reasonWords(tokens, at);
  const before = tokens.slice(0, at);
  const listAt = before.some(isObject) ? -1 : lineOfNames(tokens, from);
  const last = tokens.at((listAt < 0 ? tokens.length : listAt) - 1)!;
  const said = clean(text.slice(tokens[from - 1]!.end, Math.max(last.end, tokens[from - 1]!.end)));
  const rest = listAt < 0 ? before : [...before, ...tokens.slice(listAt)];
  return said ? { rest, reason: said } : { rest };
}

/** Where a line begins with a name, after this place. */
function lineOfNames(tokens: readonly Token[], from: number): number {
  return tokens.findIndex(
    (token, at) =>
      at > from && token.text === '\n' && token.kind === 'mark' && isObject(tokens[at + 1]),
  );
}

function clean(said: string): string {
  const line = said
    .replaceAll(personStart, '')
    .replaceAll(personEnd, '')
    .replace(/\s+/g, ' ')
    .replace(/^[\s:=-]+/, '')
    .trim();
  const [, , inner] = /^(["'])([^"']*)\1[.!]?$/.exec(line) ?? [];
  return inner ?? line;
}
