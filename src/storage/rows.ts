/**
 * JSON for a jsonb column. PostgreSQL refuses NUL and half surrogate pairs, which foreign text may
 * hold: they are replaced, so that a strange name never loses us a record.
 */
export function toJson(value: unknown): string {
  const json = JSON.stringify(value);
  // Looking at each string takes several times as long: only where one may be such.
  if (!unstorable.test(json)) return json;
  return JSON.stringify(value, (_name, part: unknown) =>
    typeof part === 'string' ? storable(part) : part,
  );
}

/** NUL or a half pair, as `JSON.stringify` writes it. */
const unstorable = /\\u(?:0000|d[89a-f])/i;

/** The same for a text column. */
export function storable(foreign: string): string {
  return foreign.toWellFormed().replaceAll('\0', '\ufffd');
}

/** An optional value as a column wants it. */
export function orNull(value: string | undefined): string | null {
  return value === undefined ? null : storable(value);
}

/** An object without the fields that are null: how a row becomes one of our nouns. */
export function present<T extends object>(fields: T): WithoutNull<T> {
  const kept = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(kept) as WithoutNull<T>;
}

type WithoutNull<T> = {
  [Name in keyof T as null extends T[Name]
    ? never
    : undefined extends T[Name]
      ? never
      : Name]: T[Name];
} & {
  [Name in keyof T as null extends T[Name]
    ? Name
    : undefined extends T[Name]
      ? Name
      : never]?: NonNullable<T[Name]>;
};

export function toDate(value: Date | string): Date {
  return typeof value === 'string' ? new Date(value) : value;
}
