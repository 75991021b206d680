import type { Answer, ApiRequest } from '../answer';
import { BadQueryError } from '../api-error';
import { type Listing, page } from '../odata/query';

const odataHeaders = {
  'Content-Type': 'application/json; odata.metadata=minimal; odata.streaming=true; charset=utf-8',
  'OData-Version': '4.0',
};

/** One entity, its context first. The context names the host that was called. */
export function entity(request: ApiRequest, set: string, body: object): Answer {
  const context = { '@odata.context': `${request.origin}/api/$metadata#${set}` };
  return { status: 200, headers: odataHeaders, body: { ...context, ...body } };
}

export function list(request: ApiRequest, set: string, value: readonly unknown[]): Answer {
  return entity(request, set, { value });
}

export function count(rows: readonly object[], request: ApiRequest, listing: Listing): Answer {
  const { count: matching } = page(rows, request.query, listing);
  return { status: 200, headers: { 'Content-Type': 'text/plain' }, body: String(matching) };
}

/**
 * A list of the MDE API: the link to the next page is present only if the page is full
 * and the caller set no `$top`.
 */
export function queried(
  request: ApiRequest,
  set: string,
  rows: readonly object[],
  listing: Listing,
): Answer {
  const found = page(rows, request.query, listing);
  const selected = found.rows.map((row) => select(row, request.query.get('$select')));
  if (found.nextSkip === undefined || found.topGiven) return list(request, set, selected);
  return entity(request, set, {
    value: selected,
    '@odata.nextLink': linkTo(request, found.nextSkip),
  });
}

export function linkTo(request: ApiRequest, skip: number): string {
  const query = new URLSearchParams(request.query);
  query.set('$skip', String(skip));
  const readable = query.toString().replaceAll('%24', '$');
  return `${request.origin}${request.path}?${readable}`;
}

function select(row: object, names: string | null): object {
  if (names === null) return row;
  const wanted = names.split(',').map((name) => name.trim());
  const unknown = wanted.find((name) => !(name in row) || name === 'onboardingStatus');
  if (unknown !== undefined)
    throw new BadQueryError(`Could not find a property named '${unknown}'.`);
  return Object.fromEntries(Object.entries(row).filter(([name]) => wanted.includes(name)));
}
