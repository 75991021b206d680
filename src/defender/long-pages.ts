import { z } from 'zod';
import { isDefenderError } from '../domain/errors';
import { pageOf, withQuery } from './odata';
import { type Listing, pagesOf, warnOfLost } from './pages';
import { isTransient } from './retries';
import { RowCutter } from './row-cutter';
import type { Transport } from './transport';

export interface LongListing<T> extends Listing<T> {
  /** `$top` of a streamed page; `top` is for a page read into memory. */
  readonly maxTop: number;
}

/** Batch size; small, because memory held while the consumer waits becomes long-lived. */
const together = 20;

/** The page without its rows. */
const frame = pageOf(z.unknown());

/**
 * Streams a list of any length with the largest pages Defender allows and flat memory. When a page
 * breaks off, keeps the rows received so far and continues with short pages.
 *
 * Rows may come twice, as with `pagesOf`.
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
    if (!isTransient(error)) throw error;
    const { endpoint } = listing;
    http.log.warn(
      { endpoint, rows: place.skip },
      'a long page broke off; continuing with short pages',
    );
    yield* pagesOf(http, { ...listing, from: place.skip });
  }
}

/** Reads one page and advances `place.skip`. @returns whether another page follows */
async function* longPage<T>(
  http: Transport,
  { endpoint, path, options, item, maxTop }: LongListing<T>,
  place: { skip: number },
): AsyncGenerator<T[], boolean> {
  const begin = place.skip;
  const query = { ...options, $top: maxTop, $skip: begin || undefined };
  const target = { endpoint, path: withQuery(path, query) };
  const cutter = new RowCutter();
  let items: T[] = [];
  let [came, lost] = [0, 0];
  try {
    for await (const piece of await http.open(target)) {
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
    // A server may return fewer rows than requested, with a link to the next page.
    return count >= maxTop || (count > 0 && next !== undefined);
  } catch (error) {
    throw isDefenderError(error) ? error : http.unreadable(target, error);
  }
}
