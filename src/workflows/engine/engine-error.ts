import { isInfrastructureError } from '../../domain/infrastructure-error';

// DBOSMaxStepRetriesError: the step's own work failed again and again. Known by its code, because an
// error that was read back has lost its class.
const maxStepRetries = 23;

/**
 * Lets errors pass that say nothing about the work: the engine's own, as lost ownership, and those of
 * the infrastructure. A catch that turns errors into outcomes calls this first.
 * @throws {unknown} the error itself, if it is one of these
 */
export function passEngineErrors(error: unknown): void {
  const { dbosErrorCode } = (error ?? {}) as { readonly dbosErrorCode?: unknown };
  const isOfEngine = dbosErrorCode !== undefined && dbosErrorCode !== maxStepRetries;
  if (isOfEngine || isInfrastructureError(error)) throw error;
}

/** Whether a failed workflow may succeed when it resumes. */
export function isResumable(error: unknown): boolean {
  try {
    passEngineErrors(error);
    return false;
  } catch {
    return true;
  }
}
