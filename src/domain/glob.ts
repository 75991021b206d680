import { clean } from './text';

const longest = 1_000;

/**
 * Returns whether an untrusted text matches a pattern, ignoring case and invisible characters: `*`
 * matches anything, and the pattern must then match the whole text; without a star it may match
 * anywhere.
 */
export function isLike(foreign: string, pattern: string): boolean {
  const text = comparable(foreign);
  const wanted = comparable(pattern);
  return wanted.includes('*') ? fits(text, wanted.split(/\*+/)) : text.includes(wanted);
}

/**
 * Matched by hand from left to right: a regular expression built from a pattern can take forever.
 */
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
