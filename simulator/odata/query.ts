import { BadQueryError } from '../api-error';
import { type Field, test, text } from './comparison';
import { type Fields, parseFilter, type Row } from './filter';

/** Query options that one list endpoint accepts. */
export interface Listing {
  readonly options: readonly string[];
  readonly fields: Fields;
  readonly maxTop: number;
  /** Rows in an answer when no `$top` is given. */
  readonly pageSize: number;
  readonly maxSkip?: number;
  /** Properties that may be sorted by although they cannot be filtered on. */
  readonly sortable?: Fields;
}

export interface Page<T> {
  readonly rows: T[];
  /** Matching rows, ignoring `$top` and `$skip`. */
  readonly count: number;
  /** The `$skip` of the next page, if there is one. */
  readonly nextSkip: number | undefined;
  readonly topGiven: boolean;
}

/** Applies the query to rows in the endpoint's default order. */
export function page<T extends object>(
  rows: readonly T[],
  query: URLSearchParams,
  listing: Listing,
): Page<T> {
  refuseUnknownOptions(query, listing.options);
  const filter = query.get('$filter');
  const orderBy = query.get('$orderby');
  const top = wholeNumber(query, '$top', listing.maxTop, 'Top');
  const skip = wholeNumber(query, '$skip', listing.maxSkip, 'Skip') ?? 0;

  const condition = filter === null ? () => true : parseFilter(filter, listing.fields);
  const matching = rows.filter((row) => condition(row as Row));
  const ordered = orderBy === null ? matching : sort(matching, orderBy, listing);
  const end = skip + (top ?? listing.pageSize);
  return {
    rows: ordered.slice(skip, end),
    count: matching.length,
    nextSkip: end < ordered.length ? end : undefined,
    topGiven: top !== undefined,
  };
}

function refuseUnknownOptions(query: URLSearchParams, known: readonly string[]): void {
  for (const option of query.keys()) {
    if (!option.startsWith('$') || known.includes(option)) continue;
    throw new BadQueryError(
      `Custom query option '${option}' that starts with '$' is not supported.`,
    );
  }
}

function wholeNumber(
  query: URLSearchParams,
  option: string,
  limit: number | undefined,
  name: string,
): number | undefined {
  const given = query.get(option);
  if (given === null) return undefined;
  if (!/^\d+$/.test(given)) {
    throw new BadQueryError(
      `Invalid value '${given}' for ${option} query option found. ` +
        `The ${option} query option requires a non-negative integer value.`,
    );
  }
  if (limit !== undefined && Number(given) > limit) {
    throw new BadQueryError(
      `The limit of '${limit}' for ${name} query has been exceeded. ` +
        `The value from the incoming request is '${given}'.`,
    );
  }
  return Number(given);
}

function sort<T extends object>(rows: T[], orderBy: string, listing: Listing): T[] {
  const [property = '', direction = 'asc'] = orderBy.trim().split(/\s+/);
  const fields: Record<string, Field> = { ...listing.fields, ...listing.sortable };
  const name = Object.keys(fields).find((key) => key.toLowerCase() === property.toLowerCase());
  const field = name && fields[name];
  if (!name || !field || !['asc', 'desc'].includes(direction)) {
    throw new BadQueryError(`Could not find a property named '${property}' to order by.`);
  }
  const sign = direction === 'asc' ? 1 : -1;
  return [...rows].sort(
    (left, right) => sign * order(field, (left as Row)[name], (right as Row)[name]),
  );
}

function order(field: Field, left: unknown, right: unknown): number {
  if (left === right) return 0;
  if (left === null || left === undefined) return -1;
  if (right === null || right === undefined) return 1;
  if (field === 'number') return Number(left) - Number(right);
  const literal = { kind: field === 'date' ? 'date' : 'text', value: text(right) } as const;
  return test('lt', field === 'date' ? 'date' : 'text', literal)(left) ? -1 : 1;
}
