import type { Answer, Asked } from '../answer';
import type { Fields } from '../odata/filter';
import { type Listing, page } from '../odata/query';
import { BadQuery } from '../refusal';

const shared: Fields = {
  assignedTo: 'text',
  classification: 'text',
  determination: 'text',
  createdDateTime: 'date',
  lastUpdateDateTime: 'date',
  severity: 'text',
  status: 'text',
};
/** Graph's general rule; deeper lists have to be cut by time. */
const maxSkip = 500;

export const alertListing: Listing = {
  options: ['$count', '$filter', '$skip', '$top', '$skiptoken'],
  maxTop: 1000,
  pageSize: 100,
  maxSkip,
  fields: { ...shared, serviceSource: 'text' },
};

export const incidentListing: Listing = {
  options: ['$count', '$filter', '$skip', '$top', '$expand', '$skiptoken'],
  maxTop: 50,
  pageSize: 50,
  maxSkip,
  fields: shared,
};

export const memberListing: Listing = {
  options: ['$count', '$select', '$top', '$skip', '$skiptoken'],
  maxTop: 999,
  pageSize: 100,
  // Directory lists take no $skip; only their own links lead on.
  maxSkip: 0,
  fields: {},
};

export function graphEntity(asked: Asked, set: string, body: object): Answer {
  const context = `${asked.origin}/v1.0/$metadata#${set}/$entity`;
  return { status: 200, body: { '@odata.context': context, ...body } };
}

/** A page and an opaque link to the next person. With `$top=1` Graph has been seen to forget the link. */
export function graphList(
  asked: Asked,
  set: string,
  rows: readonly object[],
  listing: Listing,
): Answer {
  const query = resumed(asked.query);
  // A link leads on as far as there are rows, further than a caller's own $skip may.
  const { maxSkip: _, ...unbounded } = listing;
  const found = page(rows, query, query === asked.query ? listing : unbounded);
  const hasNext = found.nextSkip !== undefined && query.get('$top') !== '1';
  return {
    status: 200,
    body: {
      '@odata.context': `${asked.origin}/v1.0/$metadata#${set}`,
      ...(query.get('$count') === 'true' ? { '@odata.count': found.count } : {}),
      ...(hasNext ? { '@odata.nextLink': nextLink(asked, query, found.nextSkip ?? 0) } : {}),
      value: found.rows,
    },
  };
}

function nextLink(asked: Asked, query: URLSearchParams, skip: number): string {
  const state = { query: query.toString(), skip };
  const token = Buffer.from(JSON.stringify(state)).toString('base64url');
  const expand = query.get('$expand');
  const more = expand === null ? '' : `&$expand=${expand}`;
  return `${asked.origin}${asked.path}?$skiptoken=${token}${more}`;
}

/** The query a link stands for, or the query itself. */
function resumed(query: URLSearchParams): URLSearchParams {
  const token = query.get('$skiptoken');
  if (token === null) return query;
  try {
    const state = JSON.parse(Buffer.from(token, 'base64url').toString()) as {
      query: string;
      skip: number;
    };
    const original = new URLSearchParams(state.query);
    original.set('$skip', String(state.skip));
    return original;
  } catch {
    throw new BadQuery('The skip token is not valid.');
  }
}
