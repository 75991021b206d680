import type { IncomingMessage } from 'node:http';
import type { ByteRange } from '../ports';

/** Security headers of every response: no caching, no framing, no referrer elsewhere. */
export const guarded: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  // With `no-referrer` a browser would hide the origin of our own form.
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
};

/**
 * Whether a browser sent this for a page of another site. Programs such as curl name no site.
 * @param origin of the public address
 */
export function isFromAnotherSite({ headers }: IncomingMessage, origin: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin';
  return headers.origin !== undefined && headers.origin !== origin;
}

/** Headers for bytes that browsers save and never display. `sha256` in hex. */
export function downloadHeaders(file: {
  readonly fileName: string;
  readonly size?: number;
  readonly sha256?: string;
}): Record<string, string> {
  return {
    ...guarded,
    'content-type': 'application/octet-stream',
    'content-disposition': dispositionOf(file.fileName),
    ...(file.size !== undefined && { 'content-length': String(file.size) }),
    // RFC 9530: digest of the whole representation, as a structured-field byte sequence.
    ...(file.sha256 && {
      'repr-digest': `sha-256=:${Buffer.from(file.sha256, 'hex').toString('base64')}:`,
    }),
  };
}

/** RFC 6266: an ASCII name for old clients and the exact one for all others. */
function dispositionOf(name: string): string {
  const plain = name.replace(/[^\w.-]/g, '_');
  const exact = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${exact}`;
}

/** Requested part of a file; `unsatisfiable` when the range starts after its end. */
export type RequestedRange = ByteRange | 'whole' | 'unsatisfiable';

interface RangeHeaders {
  readonly range?: string | undefined;
  readonly ifRange?: string | undefined;
}

/**
 * Parses one byte range (RFC 9110, section 14). Malformed and multiple ranges mean the whole file, as
 * the RFC allows, and so does an If-Range of another file.
 */
export function requestedRange(
  { range, ifRange }: RangeHeaders,
  file: { size: number; etag: string },
): RequestedRange {
  if (!range || (ifRange !== undefined && ifRange.trim() !== file.etag)) return 'whole';
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range.trim()) ?? [];
  if (first === '' && last === '') return 'whole';
  const end = file.size - 1;
  if (first === '') {
    if (Number(last) === 0) return 'unsatisfiable';
    return file.size === 0
      ? 'unsatisfiable'
      : { start: Math.max(0, file.size - Number(last)), end };
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) return 'whole';
  if (start > end) return 'unsatisfiable';
  return { start, end: last === '' ? end : Math.min(Number(last), end) };
}
