import { z } from 'zod';
import { isDefenderError } from '../domain/errors';
import { pageOf, withQuery } from './odata';
import { type Listing, pagesOf, warnOfLost } from './pages';
import { isFault } from './retries';
import { RowCutter } from './row-cutter';
import type { Transport } from './transport';

export interface LongListing<T> extends Listing<T> {
  /** Rows of a page that is read as it comes; `top` is for one that is held. */
  readonly maxTop: number;
}

/** Rows handed on together: few, as what is held while others wait for it outlives its use. */
const together = 20;

/** What stands around the rows, which were cut out. */
const frame = pageOf(z.unknown());

/**
 * A list of any length in the fewest calls: a page is as long as Defender allows, and read as it comes,
 * so that memory does not grow with it. When one breaks off, or is too much for Defender, what came is
 * kept and the rest comes in short ones.
 *
 * Beware: rows may come twice, as with `pagesOf`.
 */
export async function* longPagesOf<T>(
  http: Transport,
  listing: LongListing<T>,
): AsyncGenerator<T[]> {
  const place = { skip: 0 };
  try {
    let isMore = true;
    while (isMore) isMore = yield* longPage(http, listing, place);
  } catch (error) {
    if (!isFault(error)) throw error;
    const { endpoint } = listing;
    http.log.warn({ endpoint, rows: place.skip }, 'a long page broke off, short ones follow');
    yield* pagesOf(http, { ...listing, from: place.skip });
  }
}

/** Moves the place behind the rows that were handed on. @returns whether another page follows */
async function* longPage<T>(
  http: Transport,
  { endpoint, path, options, item, maxTop }: LongListing<T>,
  place: { skip: number },
): AsyncGenerator<T[], boolean> {
  const begin = place.skip;
  const query = { ...options, $top: maxTop, $skip: begin || undefined };
  const question = { endpoint, path: withQuery(path, query) };
  const cutter = new RowCutter();
  let items: T[] = [];
  let [came, lost] = [0, 0];
  try {
    for await (const piece of await http.open(question)) {
      for (const row of cutter.push(piece)) {
        const read = item.safeParse(row);
        if (read.success) items.push(read.data);
        else lost += 1;
        came += 1;
      }
      if (items.length < together) continue;
      place.skip = begin + came;
      yield items;
      items = [];
    }
    const { count, next } = frame.parse(cutter.end());
    warnOfLost(http, endpoint, lost + count - came);
    place.skip = begin + count;
    if (items.length > 0) yield items;
    // A server may give less than it was asked for, and say so.
    return count >= maxTop || (count > 0 && next !== undefined);
  } catch (error) {
    throw isDefenderError(error) ? error : http.unreadable(question, error);
  }
}
