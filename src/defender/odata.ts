import { z } from 'zod';
import { word } from './lenient';

/** A text as an OData literal: quoted, quotes inside doubled, so that it can't end early. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A moment as an OData literal: unquoted, with `Z`. */
export function instant(date: Date): string {
  return date.toISOString();
}

/** One path segment. A dot or two would climb the path even when encoded, so they never get here. */
export function segment(foreign: string): string {
  if (/^\.{0,2}$/.test(foreign)) throw new RangeError('not a path segment');
  return encode(foreign);
}

/** A path with its query; empty options are left out. */
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

/** One page of a list: what can be read of it, and how many there were. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Rows in the answer, unreadable ones included: a page is short by this number. */
  readonly count: number;
  readonly next?: string;
}

/** A list answer. A row that can't be read is dropped; an answer without rows is broken. */
export function pageOf<T>(item: z.ZodType<T>): z.ZodType<Page<T>> {
  return z
    .object({ value: z.array(z.unknown()), '@odata.nextLink': word })
    .transform(({ value, '@odata.nextLink': next }) => ({
      items: value.flatMap((row) => {
        const read = item.safeParse(row);
        return read.success ? [read.data] : [];
      }),
      count: value.length,
      next,
    }));
}
