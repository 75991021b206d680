import type { Readable } from 'node:stream';

/** Whose manners an endpoint has: error bodies, limits and token audiences differ between them. */
export type Family = 'mde' | 'xdr' | 'graph' | 'entra' | 'download' | 'none';

/** A request, read completely before anything looks at it. */
export interface Asked {
  readonly method: string;
  /** As it came over the wire, still percent-encoded. */
  readonly path: string;
  readonly rawQuery: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** Where the caller reached us, so that links we hand out lead back the same way. */
  readonly origin: string;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text and bytes go out as they are, a stream is piped, anything else becomes JSON. */
  readonly body?: unknown;
  readonly delivery?: Delivery;
}

/** What goes wrong, or slowly, between an answer and the one who asked. */
export interface Delivery {
  /** Wall-clock milliseconds before the first byte. */
  readonly delayMs?: number;
  /** Wall-clock milliseconds between two pieces of 16 KiB. */
  readonly trickleMs?: number;
  /** The line breaks after so many bytes; 0 breaks it before the status line. */
  readonly cutAfterBytes?: number;
  /** How the line ends: an orderly end in the middle, or a reset. */
  readonly reset?: boolean;
  /** A Content-Length that is not true. */
  readonly claimBytes?: number;
}

export interface StreamBody {
  readonly stream: Readable;
  readonly bytes: number;
}

export function isStreamBody(body: unknown): body is StreamBody {
  return typeof body === 'object' && body !== null && 'stream' in body && 'bytes' in body;
}

export function header(asked: Asked, name: string): string | undefined {
  const value = asked.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
