/**
 * JSON for a jsonb column. PostgreSQL rejects NUL and lone surrogates, which foreign text may
 * contain: they are replaced, so that an odd name never loses a record.
 */
export function toJson(value: unknown): string {
  const json = JSON.stringify(value);
  // Visiting each string is several times slower, so only when one may be affected.
  if (!unstorable.test(json)) return json;
  return JSON.stringify(value, (_name, part: unknown) =>
    typeof part === 'string' ? storable(part) : part,
  );
}

/** NUL or a lone surrogate, as `JSON.stringify` writes it. */
const unstorable = /\\u(?:0000|d[89a-f])/i;

/** Makes foreign text storable in a text column, like `toJson`. */
export function storable(foreign: string): string {
  return foreign.toWellFormed().replaceAll('\0', '\ufffd');
}

/** An optional value for a nullable text column. */
export function orNull(value: string | undefined): string | null {
  return value === undefined ? null : storable(value);
}

/** The object without its null and undefined fields. */
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
