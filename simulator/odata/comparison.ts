import { BadQueryError } from '../api-error';
import { ticks } from './instant';

export type Field = 'text' | 'date' | 'number' | 'flag' | 'texts';

export type Literal =
  | { readonly kind: 'text' | 'date'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'flag'; readonly value: boolean }
  | { readonly kind: 'null'; readonly value: null };

type Comparable = string | number | bigint;

const edmTypes: Record<string, string> = {
  text: 'Edm.String',
  date: 'Edm.DateTimeOffset',
  number: 'Edm.Int64',
  flag: 'Edm.Boolean',
  texts: 'Collection(Edm.String)',
};

const orderings: Readonly<Record<string, (left: Comparable, right: Comparable) => boolean>> = {
  eq: (left, right) => left === right,
  ne: (left, right) => left !== right,
  gt: (left, right) => left > right,
  ge: (left, right) => left >= right,
  lt: (left, right) => left < right,
  le: (left, right) => left <= right,
};

/** One comparison with a constant; types are checked when the query is parsed. */
export function test(
  operator: string,
  field: Field,
  literal: Literal,
): (value: unknown) => boolean {
  const ordering = orderings[operator];
  if (!ordering) throw new BadQueryError(`Syntax error: '${operator}' is no known operator.`);
  if (literal.kind === 'null') return nullTest(operator);
  if (literal.kind !== field) {
    throw new BadQueryError(
      'A binary operator with incompatible types was detected. ' +
        `Found operand types '${edmTypes[field]}' and '${edmTypes[literal.kind]}' for operator '${operator}'.`,
    );
  }
  const wanted = comparable(field, literal.value);
  if (wanted === undefined) throw new BadQueryError(`'${literal.value}' is not a valid date.`);
  return (value) => {
    const found = comparable(field, value);
    return found === undefined ? operator === 'ne' : ordering(found, wanted);
  };
}

function nullTest(operator: string): (value: unknown) => boolean {
  if (operator === 'eq') return (value) => value === null || value === undefined;
  if (operator === 'ne') return (value) => value !== null && value !== undefined;
  return () => false;
}

function comparable(field: Field, value: unknown): Comparable | undefined {
  if (value === null || value === undefined) return undefined;
  if (field === 'date') return ticks(text(value));
  if (field === 'number') return Number(value);
  return text(value);
}

/** A property or a literal as text; objects can't be compared. */
export function text(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? value : '';
}
