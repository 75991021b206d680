import { milliseconds } from '../domain/duration';
import type { Clock } from '../ports';

/** Waits real milliseconds: a moment that others set is not shortened by our time scale. */
export async function waitReal(clock: Clock, ms: number): Promise<void> {
  if (ms > 0) await clock.sleep(milliseconds(ms * clock.scale));
}
