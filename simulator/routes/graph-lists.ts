import type { Answer, ApiRequest } from '../answer';
import { BadQueryError } from '../api-error';
import type { Fields } from '../odata/filter';
import { type Listing, page } from '../odata/query';

const shared: Fields = {
  assignedTo: 'text',
  classification: 'text',
  determination: 'text',
  createdDateTime: 'date',
  lastUpdateDateTime: 'date',
  severity: 'text',
  status: 'text',
};
/** Graph's general limit; longer lists must be split by time. */
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
  // Directory lists take no $skip, only the links they return.
  maxSkip: 0,
  fields: {},
};

export function graphEntity(request: ApiRequest, set: string, body: object): Answer {
  const context = `${request.origin}/v1.0/$metadata#${set}/$entity`;
  return { status: 200, body: { '@odata.context': context, ...body } };
}

/** A page and an opaque link to the next one; with `$top=1` Graph was observed to omit the link. */
export function graphList(
  request: ApiRequest,
  set: string,
  rows: readonly object[],
  listing: Listing,
): Answer {
  const query = resumed(request.query);
  // Links may go beyond the limit of a caller's own $skip.
  const { maxSkip: _, ...unbounded } = listing;
  const found = page(rows, query, query === request.query ? listing : unbounded);
  const hasNext = found.nextSkip !== undefined && query.get('$top') !== '1';
  return {
    status: 200,
    body: {
      '@odata.context': `${request.origin}/v1.0/$metadata#${set}`,
      ...(query.get('$count') === 'true' ? { '@odata.count': found.count } : {}),
      ...(hasNext ? { '@odata.nextLink': nextLink(request, query, found.nextSkip ?? 0) } : {}),
      value: found.rows,
    },
  };
}

function nextLink(request: ApiRequest, query: URLSearchParams, skip: number): string {
  const state = { query: query.toString(), skip };
  const token = Buffer.from(JSON.stringify(state)).toString('base64url');
  const expand = query.get('$expand');
  const more = expand === null ? '' : `&$expand=${expand}`;
  return `${request.origin}${request.path}?$skiptoken=${token}${more}`;
}

/** Decodes a `$skiptoken`; returns other queries unchanged. */
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
    throw new BadQueryError('The skip token is not valid.');
  }
}
