import { clean } from './text';

const longest = 1_000;

/**
 * Whether a foreign text is what a pattern means, without regard to case or invisible characters:
 * `*` stands for anything and the pattern then holds for the whole text; without one it may stand
 * anywhere in it.
 */
export function isLike(foreign: string, pattern: string): boolean {
  const text = comparable(foreign);
  const wanted = comparable(pattern);
  return wanted.includes('*') ? fits(text, wanted.split(/\*+/)) : text.includes(wanted);
}

/** By hand and from left to right: a regular expression made of a pattern can take for ever. */
function fits(text: string, parts: readonly string[]): boolean {
  const [first = '', ...rest] = parts;
  const last = rest.pop() ?? '';
  if (!text.startsWith(first) || text.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}

function comparable(text: string): string {
  return clean(text.normalize('NFKC'), longest).trim().toLowerCase();
}
