import type { Duration } from '../../src/domain/duration';
import type { Clock } from '../../src/ports';

export interface TestClock extends Clock {
  /** Advances the time without sleeping. */
  advance(ms: number): void;
  /** Makes the next sleep last so many real milliseconds too long, as on a busy machine. */
  oversleep(ms: number): void;
  /** All sleeps, in real milliseconds; a sleep ends at once and advances the clock. */
  readonly slept: readonly number[];
}

/** A clock that the test controls. */
export function testClock(start = '2026-11-20T10:00:00Z', scale = 1): TestClock {
  let now = Date.parse(start);
  const slept: number[] = [];
  let tooLong = 0;
  return {
    scale,
    slept,
    now: () => new Date(now),
    real: (span: Duration) => span / scale,
    advance: (ms) => {
      now += ms;
    },
    oversleep: (ms) => {
      tooLong = ms;
    },
    async sleep(span, signal) {
      signal?.throwIfAborted();
      slept.push(span / scale);
      now += span / scale + tooLong;
      tooLong = 0;
    },
  };
}
