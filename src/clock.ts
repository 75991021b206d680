import { setTimeout as wait } from 'node:timers/promises';
import type { Duration } from './domain/duration';
import type { Clock } from './ports';

/** The system clock; with a scale of 60 a minute of Bailiff's time lasts one second. */
export function systemClock(scale = 1): Clock {
  const real = (span: Duration) => span / scale;
  return {
    scale,
    now: () => new Date(),
    real,
    sleep: async (span, signal) => {
      await wait(real(span), undefined, { signal });
    },
  };
}
