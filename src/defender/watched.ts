import type { Readable } from 'node:stream';

/** Timeouts between two chunks and for the whole body, in real milliseconds. */
export interface Timeouts {
  readonly stallMs: number;
  readonly wholeMs: number;
}

/** Why a body ended early. */
export type Break = 'took too long' | 'stalled' | 'broke off';

/**
 * Streams a body with timeouts. Time spent by the consumer doesn't count; an unread body is destroyed
 * as well.
 * @throws the error created by `broken`
 */
export function watched(
  body: Readable,
  { stallMs, wholeMs }: Timeouts,
  broken: (how: Break, options?: ErrorOptions) => Error,
): AsyncGenerator<Buffer> {
  let givenUp: Error | undefined;
  const giveUp = (how: Break) => () => {
    givenUp = broken(how);
    body.destroy(givenUp);
  };
  const whole = setTimeout(giveUp('took too long'), wholeMs).unref();
  let stall = setTimeout(giveUp('stalled'), stallMs).unref();
  // An error of an unread body must not end the process.
  body.on('error', () => undefined);
  body.once('close', () => {
    clearTimeout(whole);
    clearTimeout(stall);
  });
  return (async function* () {
    try {
      for await (const piece of body) {
        clearTimeout(stall);
        yield piece as Buffer;
        stall = setTimeout(giveUp('stalled'), stallMs).unref();
      }
    } catch (cause) {
      throw givenUp ?? broken('broke off', { cause: codeOf(cause) });
    } finally {
      clearTimeout(stall);
      body.destroy();
    }
  })();
}

/** Keeps the error code only: the error of axios contains the link. */
function codeOf(error: unknown): Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  return new Error(code);
}
