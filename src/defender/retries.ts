import { milliseconds, minutes, seconds } from '../domain/duration';
import { DefenderRefusedError, DefenderUnreachableError, isDefenderError } from '../domain/errors';
import type { Clock } from '../ports';
import type { Question } from './transport';
import { waitReal } from './wait';

const attempts = 4;
const firstPause = seconds(1);
const maxPause = minutes(1);

/** Asks until there is an answer or the fault is final; the place that was reserved is for the first try. */
export async function persistently<T>(
  question: Question,
  clock: Clock,
  ask: (question: Question) => Promise<T>,
  isWorthIt: (error: unknown) => boolean = () => true,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const reservation = attempt === 1 ? question.reservation : undefined;
    try {
      return await ask({ ...question, reservation });
    } catch (error) {
      if (!isWorthIt(error)) throw error;
      const pause = pauseAfter(error, attempt, { ...question, clock });
      if (pause === undefined) throw error;
      await waitReal(clock, pause);
    }
  }
}

/** Real milliseconds to wait before the next try, or nothing: it is final. */
function pauseAfter(
  error: unknown,
  attempt: number,
  { clock, again404 }: { readonly clock: Clock; readonly again404?: boolean },
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
  // What takes longer is the caller's to wait for, where it survives a restart.
  return said > maxPause ? undefined : Math.max(said, pause) + jitter;
}

export function isTooMany(error: unknown): boolean {
  return error instanceof DefenderRefusedError && error.refusal.status === 429;
}

/** Nobody said no: the line or the server is at fault, and another try may fare better. */
export function isFault(error: unknown): boolean {
  if (error instanceof DefenderRefusedError) return error.refusal.status >= 500;
  return error instanceof DefenderUnreachableError;
}
