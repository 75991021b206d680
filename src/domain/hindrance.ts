import { type Duration, minutes, seconds } from './duration';

/** Why something waits that Defender has to do: it does not answer, or asks to slow down. */
export interface Hindrance {
  readonly kind: 'unreachable' | 'throttled';
  readonly since: Date;
  readonly tries: number;
  readonly nextTry: Date;
}

/** What is known of a try in vain. */
export interface Setback {
  readonly status?: number;
  readonly retryAfterSeconds?: number;
}

/** Ours is in our own time; what Defender said is in real seconds, whatever the time scale. */
export function pauseAfter(tries: number, { retryAfterSeconds = 0 }: Setback, scale: number) {
  const usual = Math.min(seconds(15) * 2 ** (tries - 1), minutes(5));
  return Math.max(usual, seconds(retryAfterSeconds * scale)) as Duration;
}

export function hindranceAfter(
  { status }: Setback,
  at: {
    readonly since: Date;
    readonly now: Date;
    readonly tries: number;
    readonly pauseMs: number;
  },
): Hindrance {
  return {
    kind: status === 429 ? 'throttled' : 'unreachable',
    since: at.since,
    tries: at.tries,
    nextTry: new Date(at.now.getTime() + at.pauseMs),
  };
}
