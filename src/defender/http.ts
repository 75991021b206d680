import type { Readable } from 'node:stream';
import axios, { AxiosHeaders, type AxiosRequestConfig, isAxiosError } from 'axios';
import { DefenderUnreachableError, WordedError } from '../domain/errors';
import { msg, type StoredMessage } from '../language/language';
import { isLoopback } from './hosts';

export interface Request {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Real milliseconds for the whole exchange. */
  readonly timeoutMs: number;
}

export interface Answer<Body = string> {
  readonly status: number;
  readonly headers: (name: string) => string | undefined;
  readonly body: Body;
}

/** The line failed before an answer was complete. Holds no URL, header or body: safe to show and log. */
export class NoAnswer extends WordedError {
  override readonly name = 'NoAnswer';
}

// A page of 10,000 machines, the most Defender gives, is about 20 MB.
const maxAnswerBytes = 64 * 1024 * 1024;

/**
 * One request, one answer, whatever its status. Redirects are answers, never followed here.
 * @throws {NoAnswer} no connection, time-out, broken or oversized answer
 */
export async function exchange(request: Request): Promise<Answer> {
  const answer = await send<string>(request, AbortSignal.timeout(request.timeoutMs), {
    responseType: 'text',
    maxContentLength: maxAnswerBytes,
  });
  return { ...answer, body: typeof answer.body === 'string' ? answer.body : '' };
}

/**
 * The same, but hands the body over as it comes; the time limit ends with the headers. Bytes stay as
 * they are unless they are to be unpacked: a packed transfer has another length and hash.
 * @throws {NoAnswer}
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
      proxy: isLoopback(new URL(url)) ? false : undefined,
      validateStatus: () => true,
      transformRequest: (data) => data,
      transformResponse: (data) => data,
      ...options,
    });
    const received = AxiosHeaders.from(response.headers as AxiosHeaders);
    return {
      status: response.status,
      headers: (name) => received.get(name)?.toString(),
      body: response.data,
    };
  } catch (error) {
    // axios' own error carries the request with its Authorization and URL: only its code goes on.
    throw new NoAnswer(reason(error, signal));
  }
}

function reason(error: unknown, signal: AbortSignal): StoredMessage {
  if (signal.aborted) return msg`timed out`;
  const code = isAxiosError(error) ? error.code : undefined;
  if (code === 'ERR_BAD_RESPONSE') return msg`the response was interrupted or too long`;
  return code ?? msg`the connection failed`;
}

/** No answer, as our own error: what was asked is named, never where. Other errors stay what they are. */
export function unreachable(error: unknown, asked: string): unknown {
  if (!(error instanceof NoAnswer)) return error;
  return new DefenderUnreachableError(asked, error.words, { cause: error });
}
