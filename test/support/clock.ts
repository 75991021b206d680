import type { Duration } from '../../src/domain/duration';
import type { Clock } from '../../src/ports';

export interface TestClock extends Clock {
  /** Moves the time on without anybody sleeping. */
  advance(ms: number): void;
  /** The next sleep lasts so many real milliseconds too long, as on a busy machine. */
  oversleep(ms: number): void;
  /** What was slept, in real milliseconds; a sleep is over at once and moves the clock. */
  readonly slept: readonly number[];
}

/** Time that a test holds in its hands. */
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
