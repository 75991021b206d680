import { setTimeout as pause } from 'node:timers/promises';
import { isInfrastructureError } from '../../domain/infrastructure-error';
import type { Log } from '../../ports';

const firstPauseMs = 250;
const maxPauseMs = 15_000;

/**
 * Runs the work until the infrastructure is available, however long that takes: an outage of the
 * database must neither lose work nor end it as failed. Other errors pass at once. The pauses are
 * real time, because the database does not follow the time scale.
 */
export async function retryInfrastructure<T>(work: () => Promise<T>, log: Log): Promise<T> {
  for (let tries = 1; ; tries++)
    try {
      return await work();
    } catch (error) {
      if (!isInfrastructureError(error)) throw error;
      log.warn({ error, tries }, 'the infrastructure is unavailable; retrying');
      const most = Math.min(firstPauseMs * 2 ** (tries - 1), maxPauseMs);
      await pause(most * (0.5 + Math.random() / 2), undefined, { ref: false });
    }
}
