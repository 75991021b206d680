import { z } from 'zod';

/**
 * One zod schema per kind of environment variable. Each message completes the words "must be" and
 * names the expected value.
 *
 * No message repeats the given value: it may be a secret in the wrong line.
 */

export const text = z.string();

/** An id or a name without blanks: tenants, apps, containers, replicas. */
export const word = z.string().regex(/^\S+$/, 'one word without blanks');

export const port = whole(0, 65_535);

/** Real seconds, before the time scale. */
export const seconds = z
  .string()
  .regex(/^\d+(\.\d+)?$/, 'a number of seconds from 0.1 to 3600')
  .transform(Number)
  .refine((found) => found >= 0.1 && found <= 3600, 'a number of seconds from 0.1 to 3600');

export const scale = z
  .string()
  .regex(/^\d+(\.\d+)?$/, 'a number from 1 to 100000')
  .transform(Number)
  .refine((found) => found >= 1 && found <= 100_000, 'a number from 1 to 100000');

export const yesNo = z.enum(['0', '1'], '0 or 1').transform((found) => found === '1');

const units = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4 } as const;
const size = /^(\d+(?:\.\d+)?) ?(B|KiB|MiB|GiB|TiB)?$/;

export const bytes = z
  .string()
  .regex(size, 'a size such as 4 GiB, 500 MiB or 4294967296 (bytes)')
  .transform(bytesOf)
  .refine((found) => found >= 1 && Number.isSafeInteger(found), 'a size of at least one byte');

/** Words separated by commas. */
export const words = z
  .string()
  .transform((found) =>
    found
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  )
  .refine((found) => found.every((item) => !/\s/.test(item)), 'words parted by commas');

/** Ids of journal keys, as `doctor` shows them. */
/** Paths of files, parted by commas; they may hold spaces. */
export const paths = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((path) => path.trim())
      .filter(Boolean),
  )
  .refine((found) => found.length > 0, 'paths parted by commas');

export const keyIds = words.refine(
  (found) => found.every((item) => /^[0-9a-f]{16}$/.test(item)),
  'ids of 16 hexadecimal digits, separated by commas',
);

/** Host suffixes: `blob.core.windows.net` matches itself and all its subdomains. */
export const hosts = words.refine(
  (found) => found.every((item) => /^\.?[a-z0-9-]+(\.[a-z0-9-]+)*$|^\[?[0-9a-f:]+\]?$/i.test(item)),
  'host names parted by commas, without https:// and port',
);

export const url = z
  .string()
  .refine(isPlainUrl, 'a URL that begins with https:// and carries no user or password');

/** A base URL without trailing slashes. */
export const base = url.transform((found) => found.replace(/\/+$/, ''));

/** Scheme, host and port only. */
export const origin = url
  .refine(isOrigin, 'only scheme and host, such as https://api.example.com, without a path')
  .transform((found) => new URL(found).origin);

export const database = z
  .string()
  .refine(isPostgres, 'a URL that begins with postgres:// and names a host and a database');

export function oneOf<const Names extends readonly string[]>(names: Names) {
  return z.enum(names, `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`);
}

function whole(least: number, most: number) {
  const right = `a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, right)
    .transform(Number)
    .refine((found) => found >= least && found <= most, right);
}

function bytesOf(found: string): number {
  const [, amount, unit] = size.exec(found) ?? [];
  return Math.round(Number(amount) * units[(unit ?? 'B') as keyof typeof units]);
}

function isPlainUrl(found: string): boolean {
  if (!URL.canParse(found)) return false;
  const { protocol, username, password } = new URL(found);
  return /^https?:$/.test(protocol) && username === '' && password === '';
}

function isOrigin(found: string): boolean {
  if (!URL.canParse(found)) return false;
  const { pathname, search, hash } = new URL(found);
  return pathname === '/' && search === '' && hash === '';
}

function isPostgres(found: string): boolean {
  return URL.canParse(found) && /^postgres(ql)?:$/.test(new URL(found).protocol);
}
