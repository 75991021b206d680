import { type Duration, hours, minutes, seconds } from './duration';

/** Why something waits that Defender has to do: it does not answer, or asks to slow down. */
export interface RetryState {
  readonly kind: 'unreachable' | 'throttled';
  readonly since: Date;
  readonly tries: number;
  readonly nextTry: Date;
}

/** What is known of a try in vain. */
export interface RetryCause {
  readonly status?: number;
  readonly retryAfterSeconds?: number;
}

// A request is given up after a day: a proxy that says "in a year" must not make it silent for one.
const longest = hours(24);

/** Ours is in our own time; what Defender said is in real seconds, whatever the time scale. */
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
