import { z } from 'zod';

/** Quotes a string as an OData literal; quotes inside are doubled. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Formats a time as an OData literal: unquoted, with `Z`. */
export function instant(date: Date): string {
  return date.toISOString();
}

/** Encodes one path segment. @throws {RangeError} `.` and `..`, which climb the path even when encoded */
export function segment(foreign: string): string {
  if (/^\.{0,2}$/.test(foreign)) throw new RangeError('not a path segment');
  return encode(foreign);
}

/** Appends a query to a path; empty options are omitted. */
export function withQuery(
  path: string,
  options: Readonly<Record<string, string | number | undefined>>,
): string {
  const pairs = Object.entries(options)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `${name}=${encode(String(value))}`);
  return pairs.length > 0 ? `${path}?${pairs.join('&')}` : path;
}

/** Also encodes the apostrophe, which `encodeURIComponent` leaves alone. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll("'", '%27');
}

/** The readable rows of one page. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Rows in the answer, unreadable ones included; tells whether the page is full. */
  readonly count: number;
  readonly next?: string | undefined;
}

/** A list answer. Drops unreadable rows; rejects an answer without `value`. */
export function pageOf<T>(item: z.ZodType<T>): z.ZodType<Page<T>> {
  return z
    .object({
      value: z.array(z.unknown()),
      '@odata.nextLink': z.string().nullish().catch(undefined),
    })
    .transform(({ value, '@odata.nextLink': next }) => ({
      items: value.flatMap((row) => {
        const read = item.safeParse(row);
        return read.success ? [read.data] : [];
      }),
      count: value.length,
      // Called as it stands, so its tokens stay: it is neither kept nor shown.
      next: next || undefined,
    }));
}
