import { milliseconds, minutes, seconds } from '../domain/duration';
import { DefenderRefusedError, DefenderUnreachableError, isDefenderError } from '../domain/errors';
import type { Clock } from '../ports';
import type { CallTarget } from './call-target';
import { waitReal } from './wait';

const attempts = 4;
const firstPause = seconds(1);
const maxPause = minutes(1);

/** Retries transient errors with backoff; a reserved slot is used by the first attempt. */
export async function withRetries<T>(
  target: CallTarget,
  clock: Clock,
  ask: (target: CallTarget) => Promise<T>,
  isRetryable: (error: unknown) => boolean = () => true,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const reservation = attempt === 1 ? target.reservation : undefined;
    try {
      return await ask({ ...target, reservation });
    } catch (error) {
      if (!isRetryable(error)) throw error;
      const pause = pauseAfter(error, attempt, { ...target, clock });
      if (pause === undefined) throw error;
      await waitReal(clock, pause);
    }
  }
}

/** Real milliseconds before the next attempt, or undefined if the error is final. */
function pauseAfter(
  error: unknown,
  attempt: number,
  { clock, again404 }: { readonly clock: Clock; readonly again404?: boolean | undefined },
): number | undefined {
  if (!isDefenderError(error) || attempt >= attempts) return undefined;
  const pause = clock.real(milliseconds(firstPause * 2 ** (attempt - 1)));
  const jitter = pause * Math.random();
  if (error instanceof DefenderUnreachableError) return pause + jitter;
  const { status, code, retryAfterSeconds } = error.refusal;
  if (again404 && status === 404 && attempt === 1) return pause + jitter;
  if (status !== 429 && status < 500) return undefined;
  if (code === 'BudgetUsedUp') return undefined;
  const said = (retryAfterSeconds ?? 0) * 1000;
  // The caller handles longer waits durably.
  return said > maxPause ? undefined : Math.max(said, pause) + jitter;
}

export function isTooMany(error: unknown): boolean {
  return error instanceof DefenderRefusedError && error.refusal.status === 429;
}

/** Whether the connection or the server failed, so that a retry may succeed. */
export function isTransient(error: unknown): boolean {
  if (error instanceof DefenderRefusedError) return error.refusal.status >= 500;
  return error instanceof DefenderUnreachableError;
}
