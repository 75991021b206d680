import type { Readable } from 'node:stream';

/** Real milliseconds between two pieces of a body, and for all of it. */
export interface Timeouts {
  readonly stallMs: number;
  readonly wholeMs: number;
}

/** How a body ended before its end. */
export type Break = 'took too long' | 'stalled' | 'broke off';

/**
 * A body as it comes, given up when nothing comes for too long, or when all of it takes too long.
 * The time the reader needs for a piece doesn't count. A body nobody reads is let go as well.
 * @throws what `broken` makes of it
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
  // An error of a body that nobody reads (any more) must not end the process.
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

/** axios' own error would carry the link. */
function codeOf(error: unknown): Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  return new Error(code);
}
