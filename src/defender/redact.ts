const bearer = /\b(Bearer|Basic)\s+[\w.~+/=-]+/gi;
const jwt = /\beyJ[\w-]{6,}(?:\.[\w-]+){0,4}/g;
const query = /(https?:\/\/[^\s?"'<>]+)\?[^\s"'<>]*/gi;
const pair =
  /\b(sig|token|access_token|client_secret|client_assertion|password|code)=[^\s&"'<>]+/gi;

/** A foreign sentence without what would open a door: tokens, signatures, queries of links. */
export function redact(foreign: string): string {
  return foreign
    .replace(query, '$1?…')
    .replace(bearer, '$1 …')
    .replace(jwt, '…')
    .replace(pair, '$1=…');
}
