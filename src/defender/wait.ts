import { milliseconds } from '../domain/duration';
import type { Clock } from '../ports';

/** Sleeps for real milliseconds, independent of the time scale. */
export async function waitReal(clock: Clock, ms: number): Promise<void> {
  if (ms > 0) await clock.sleep(milliseconds(ms * clock.scale));
}
