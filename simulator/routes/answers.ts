import type { Answer, Asked } from '../answer';
import { type Listing, page } from '../odata/query';
import { BadQuery } from '../refusal';

const odataHeaders = {
  'Content-Type': 'application/json; odata.metadata=minimal; odata.streaming=true; charset=utf-8',
  'OData-Version': '4.0',
};

/** One entity, its context first. The context names whichever host was called. */
export function entity(asked: Asked, set: string, body: object): Answer {
  const context = { '@odata.context': `${asked.origin}/api/$metadata#${set}` };
  return { status: 200, headers: odataHeaders, body: { ...context, ...body } };
}

export function list(asked: Asked, set: string, value: readonly unknown[]): Answer {
  return entity(asked, set, { value });
}

export function count(rows: readonly object[], asked: Asked, listing: Listing): Answer {
  const { count: matching } = page(rows, asked.query, listing);
  return { status: 200, headers: { 'Content-Type': 'text/plain' }, body: String(matching) };
}

/**
 * A list of the MDE API: the link to the next page comes only when a page is full
 * and the caller did not say how many it wants.
 */
export function queried(
  asked: Asked,
  set: string,
  rows: readonly object[],
  listing: Listing,
): Answer {
  const found = page(rows, asked.query, listing);
  const selected = found.rows.map((row) => select(row, asked.query.get('$select')));
  if (found.nextSkip === undefined || found.topGiven) return list(asked, set, selected);
  return entity(asked, set, { value: selected, '@odata.nextLink': linkTo(asked, found.nextSkip) });
}

export function linkTo(asked: Asked, skip: number): string {
  const query = new URLSearchParams(asked.query);
  query.set('$skip', String(skip));
  const readable = query.toString().replaceAll('%24', '$');
  return `${asked.origin}${asked.path}?${readable}`;
}

function select(row: object, names: string | null): object {
  if (names === null) return row;
  const wanted = names.split(',').map((name) => name.trim());
  const unknown = wanted.find((name) => !(name in row) || name === 'onboardingStatus');
  if (unknown !== undefined) throw new BadQuery(`Could not find a property named '${unknown}'.`);
  return Object.fromEntries(Object.entries(row).filter(([name]) => wanted.includes(name)));
}
