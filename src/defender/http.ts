import type { Readable } from 'node:stream';
import axios, { AxiosHeaders, type AxiosRequestConfig, isAxiosError } from 'axios';
import { DefenderUnreachableError, WordedError } from '../domain/errors';
import { msg, type StoredMessage } from '../language/language';
import { isLoopback } from './hosts';

export interface Request {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** Real milliseconds for the whole exchange. */
  readonly timeoutMs: number;
}

export interface Answer<Body = string> {
  readonly status: number;
  readonly headers: (name: string) => string | undefined;
  readonly body: Body;
}

/** The connection failed before the answer was complete. Contains no URL, header or body. */
export class NoAnswerError extends WordedError {
  override readonly name = 'NoAnswerError';
}

// A page of 10,000 machines, the most Defender gives, is about 20 MB.
const maxAnswerBytes = 64 * 1024 * 1024;

/**
 * Sends one request and returns the answer, whatever its status. Redirects aren't followed.
 * @throws {NoAnswerError} no connection, time-out, broken or oversized answer
 */
export async function exchange(request: Request): Promise<Answer> {
  const answer = await send<string>(request, AbortSignal.timeout(request.timeoutMs), {
    responseType: 'text',
    maxContentLength: maxAnswerBytes,
  });
  return { ...answer, body: typeof answer.body === 'string' ? answer.body : '' };
}

/**
 * Like `exchange`, but streams the body; the timeout covers the headers only. Content encoding is
 * kept unless `unpacked` is set, so that length and hash stay those of the file.
 * @throws {NoAnswerError}
 */
export async function exchangeStream(
  request: Request,
  { unpacked = false } = {},
): Promise<Answer<Readable>> {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), request.timeoutMs);
  try {
    return await send<Readable>(request, timeout.signal, {
      responseType: 'stream',
      decompress: unpacked,
    });
  } finally {
    clearTimeout(timer);
  }
}

async function send<Body>(
  { method, url, headers, body }: Request,
  signal: AbortSignal,
  options: AxiosRequestConfig,
): Promise<Answer<Body>> {
  try {
    const response = await axios.request<Body>({
      method,
      url,
      headers: { ...headers },
      data: body,
      signal,
      adapter: 'http',
      maxRedirects: 0,
      ...(isLoopback(new URL(url)) && { proxy: false }),
      validateStatus: () => true,
      transformRequest: (data: unknown) => data,
      transformResponse: (data: unknown) => data,
      ...options,
    });
    const received = AxiosHeaders.from(response.headers as AxiosHeaders);
    return {
      status: response.status,
      headers: (name) => received.get(name)?.toString(),
      body: response.data,
    };
  } catch (error) {
    // The error of axios contains Authorization and URL; only its code is kept.
    throw new NoAnswerError(reason(error, signal));
  }
}

function reason(error: unknown, signal: AbortSignal): StoredMessage {
  if (signal.aborted) return msg`timed out`;
  const code = isAxiosError(error) ? error.code : undefined;
  if (code === 'ERR_BAD_RESPONSE') return msg`the response was interrupted or too long`;
  return code ?? msg`the connection failed`;
}

/** Maps NoAnswerError to DefenderUnreachableError, which names the call but no URL; returns other errors unchanged. */
export function unreachable(error: unknown, asked: string): unknown {
  if (!(error instanceof NoAnswerError)) return error;
  return new DefenderUnreachableError(asked, error.words, { cause: error });
}
