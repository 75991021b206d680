import { msg, type StoredSentence } from '../language/language';
import { type Answer, exchangeStream, NoAnswer, type Request, unreachable } from './http';
import { type Break, watched } from './watched';

/** An answer that is too long to be held. */
export interface LongAnswer extends Answer {
  /** What a refusal says; nothing else has a body. */
  readonly body: string;
  /** The bytes of a success as they come. @throws {NoAnswer} the line broke or fell silent */
  readonly pieces: Pieces;
}

export type Pieces = AsyncGenerator<Buffer>;

// All of it may take so many times as long as a short answer.
const longer = 20;
const maxRefusal = 64 * 1024;

const breaks: Readonly<Record<Break, StoredSentence>> = {
  'took too long': msg`the response timed out`,
  stalled: msg`the response stalled`,
  'broke off': msg`the response was interrupted`,
};

/**
 * The same as `exchange` for a long answer: the time limit is one for its headers, and for the wait
 * between two pieces.
 * @throws {NoAnswer}
 */
export async function exchangeLong(request: Request): Promise<LongAnswer> {
  const answer = await exchangeStream(request, { unpacked: true });
  const timeout = { stallMs: request.timeoutMs, wholeMs: request.timeoutMs * longer };
  const pieces = watched(answer.body, timeout, (how) => new NoAnswer(breaks[how]));
  const isSuccess = answer.status >= 200 && answer.status < 300;
  return { ...answer, pieces, body: isSuccess ? '' : await beginningOf(pieces) };
}

/** What came of a refusal is looked at; without any its status speaks alone. */
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
    if (!(error instanceof NoAnswer)) throw error;
  }
  return Buffer.concat(read).toString();
}

/** The pieces of an answer, and our own error where they break off. */
export async function* telling(pieces: Pieces, asked: string): Pieces {
  try {
    yield* pieces;
  } catch (error) {
    throw unreachable(error, asked);
  }
}
