const bearer = /\b(Bearer|Basic)\s+[\w.~+/=-]+/gi;
const jwt = /\beyJ[\w-]{6,}(?:\.[\w-]+){0,4}/g;
const query = /(https?:\/\/[^\s?"'<>]+)\?[^\s"'<>]*/gi;
const secret =
  'token|secret|assertion|password|account_?key|api[_-]?key|sharedaccesssignature|\\bsig(?:nature)?';
const assigned = new RegExp(`((?:${secret}|\\bcode)(?:=|%3D))[^\\s&"'<>;,\\\\]+`, 'gi');
const quoted = new RegExp(`((?:${secret})\\\\?["']\\s{0,3}:\\s{0,3}\\\\?["'])[^"'\\\\]+`, 'gi');

/** Removes credentials from foreign text: tokens, signatures, queries of links. */
export function redact(foreign: string): string {
  return foreign
    .replace(query, '$1?…')
    .replace(bearer, '$1 …')
    .replace(jwt, '…')
    .replace(assigned, '$1…')
    .replace(quoted, '$1…');
}
