/**
 * JSON with one spelling only (JCS, RFC 8785): sorted keys, no spaces, numbers as ECMAScript
 * writes them. What JSON can't say is left out or becomes null, as in `JSON.stringify`.
 *
 * The npm package `canonicalize` can't be loaded by CommonJS since version 3; the tests compare.
 */
export function canonical(value: unknown): string {
  return spell(JSON.parse(JSON.stringify(value)));
}

function spell(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spell).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, part]) => `${JSON.stringify(name)}:${spell(part)}`).join(',')}}`;
}
