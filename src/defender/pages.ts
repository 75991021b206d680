import type { z } from 'zod';
import { DefenderRefusedError } from '../domain/errors';
import type { Endpoint } from './limits';
import { pageOf, withQuery } from './odata';
import type { Transport } from './transport';

export interface Listing<T> {
  readonly endpoint: Endpoint;
  readonly path: string;
  readonly item: z.ZodType<T>;
  readonly options: Readonly<Record<string, string | undefined>>;
  /** Rows a page. */
  readonly top: number;
  /** Rows to skip. */
  readonly from?: number;
  /** Maximum number of rows. */
  readonly most?: number;
}

/**
 * Reads a list with `$top` and `$skip` until a short page: with `$top` Defender omits `nextLink`.
 *
 * Rows may come twice when new rows shift the list between two pages.
 * Source: https://github.com/MicrosoftDocs/microsoft-365-docs/issues/8489 (read 2026-11-20);
 * https://learn.microsoft.com/defender-endpoint/api/get-machines (page of 2025-03-01): `$top` up to 10,000
 */
export async function* pagesOf<T>(http: Transport, listing: Listing<T>): AsyncGenerator<T[]> {
  const { endpoint, path, item, options, top, from = 0 } = listing;
  const { most = Number.POSITIVE_INFINITY } = listing;
  for (let skip = from; skip < most; skip += top) {
    const page = await http.get({
      endpoint,
      path: withQuery(path, { ...options, $top: top, $skip: skip || undefined }),
      shape: pageOf(item),
    });
    warnOfLost(http, endpoint, page.count - page.items.length);
    if (page.items.length > 0) yield [...page.items];
    if (page.count < top) return;
  }
}

/** Reads all rows of a short list. A 404 means an empty list, as the page on machines says. */
export async function rowsOf<T>(http: Transport, listing: Listing<T>): Promise<T[]> {
  const rows: T[] = [];
  try {
    for await (const page of pagesOf(http, listing)) rows.push(...page);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  return rows;
}

export function warnOfLost(http: Transport, endpoint: Endpoint, lost: number): void {
  if (lost > 0) http.log.warn({ endpoint, lost }, 'dropped unreadable rows of a Defender answer');
}

export function isNotFound(error: unknown): boolean {
  return error instanceof DefenderRefusedError && error.refusal.status === 404;
}

/** Maps a 404 to undefined; rethrows other errors. */
export async function found<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
