import { type Duration, hours, minutes, seconds } from './duration';

/** Why something waits for Defender: it is unreachable or throttles. */
export interface RetryState {
  readonly kind: 'unreachable' | 'throttled';
  readonly since: Date;
  readonly tries: number;
  readonly nextTry: Date;
}

/** The cause of a failed attempt. */
export interface RetryCause {
  readonly status?: number;
  readonly retryAfterSeconds?: number;
}

// A request is abandoned after a day: a proxy that answers "Retry-After: one year" must not silence
// it.
const longest = hours(24);

/** Bailiff's own backoff follows the time scale; Defender's Retry-After is in real seconds. */
export function pauseAfter(tries: number, { retryAfterSeconds = 0 }: RetryCause, scale: number) {
  const usual = Math.min(seconds(15) * 2 ** (tries - 1), minutes(5));
  return Math.min(Math.max(usual, seconds(retryAfterSeconds * scale)), longest) as Duration;
}

export function retryStateAfter(
  { status }: RetryCause,
  at: {
    readonly since: Date;
    readonly now: Date;
    readonly tries: number;
    readonly pauseMs: number;
  },
): RetryState {
  return {
    kind: status === 429 ? 'throttled' : 'unreachable',
    since: at.since,
    tries: at.tries,
    nextTry: new Date(at.now.getTime() + at.pauseMs),
  };
}
