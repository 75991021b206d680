import { msg, type StoredSentence } from '../language/language';
import { type Answer, exchangeStream, NoAnswerError, type Request, unreachable } from './http';
import { type Break, watched } from './watched';

/** An answer that is too large for memory. */
export interface LongAnswer extends Answer {
  /** The body of an error answer; empty for a success. */
  readonly body: string;
  /** The streamed bytes of a success. @throws {NoAnswerError} connection lost or stalled */
  readonly pieces: Pieces;
}

export type Pieces = AsyncGenerator<Buffer>;

// Factor of the total timeout, compared with a short answer.
const longer = 20;
const maxRefusal = 64 * 1024;

const breaks: Readonly<Record<Break, StoredSentence>> = {
  'took too long': msg`the response timed out`,
  stalled: msg`the response stalled`,
  'broke off': msg`the response was interrupted`,
};

/**
 * Like `exchange`, but streams the body; the timeout applies to the headers and between chunks.
 * @throws {NoAnswerError}
 */
export async function exchangeLong(request: Request): Promise<LongAnswer> {
  const answer = await exchangeStream(request, { unpacked: true });
  const timeout = { stallMs: request.timeoutMs, wholeMs: request.timeoutMs * longer };
  const pieces = watched(answer.body, timeout, (how) => new NoAnswerError(breaks[how]));
  const isSuccess = answer.status >= 200 && answer.status < 300;
  return { ...answer, pieces, body: isSuccess ? '' : await beginningOf(pieces) };
}

/** Reads the body of an error answer as far as it arrives. */
async function beginningOf(pieces: Pieces): Promise<string> {
  const read: Buffer[] = [];
  let length = 0;
  try {
    for await (const piece of pieces) {
      read.push(piece);
      length += piece.length;
      if (length > maxRefusal) break;
    }
  } catch (error) {
    if (!(error instanceof NoAnswerError)) throw error;
  }
  return Buffer.concat(read).toString();
}

/** Yields the chunks; maps a connection loss to DefenderUnreachableError. */
export async function* withOwnErrors(pieces: Pieces, asked: string): Pieces {
  try {
    yield* pieces;
  } catch (error) {
    throw unreachable(error, asked);
  }
}
