import type { Readable } from 'node:stream';

/** The API family of an endpoint: error bodies, limits and token audiences differ between families. */
export type Family = 'mde' | 'xdr' | 'graph' | 'entra' | 'download' | 'none';

/** A request whose body was read completely. */
export interface ApiRequest {
  readonly method: string;
  /** As sent, still percent-encoded. */
  readonly path: string;
  readonly rawQuery: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** The origin the caller used: links in answers start with it. */
  readonly origin: string;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text and bytes are sent unchanged, a stream is piped, anything else becomes JSON. */
  readonly body?: unknown;
  readonly delivery?: Delivery;
}

/** Transport faults between the simulator and the caller. */
export interface Delivery {
  /** Wall-clock milliseconds before the first byte. */
  readonly delayMs?: number;
  /** Wall-clock milliseconds between two pieces of 16 KiB. */
  readonly trickleMs?: number;
  /** Drops the connection after this many bytes; 0 drops it before the status line. */
  readonly cutAfterBytes?: number;
  /** Resets the connection instead of closing it. */
  readonly reset?: boolean;
  /** A false Content-Length. */
  readonly claimBytes?: number;
}

export interface StreamBody {
  readonly stream: Readable;
  readonly bytes: number;
}

export function isStreamBody(body: unknown): body is StreamBody {
  return typeof body === 'object' && body !== null && 'stream' in body && 'bytes' in body;
}

export function header(request: ApiRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
