import type { Duration } from '../../domain/duration';
import type { Clock, Log } from '../../ports';

/** A job that runs repeatedly until the app closes. */
export interface ScheduledJob {
  readonly name: string;
  readonly every: Duration;
  readonly run: () => Promise<void>;
}

/** Starts the jobs; `stop` waits for the current runs. A failed run is logged and repeated at its next time. */
export function startScheduledJobs(
  scheduledJobs: readonly ScheduledJob[],
  { clock, log }: { clock: Clock; log: Log },
) {
  const closing = new AbortController();
  const running = scheduledJobs.map(async ({ name, every, run }) => {
    while (!closing.signal.aborted) {
      await run().catch((error: unknown) =>
        log.warn({ error, job: name }, 'a scheduled job failed'),
      );
      await clock.sleep(every, closing.signal).catch(() => undefined);
    }
  });
  return {
    async stop(): Promise<void> {
      closing.abort();
      await Promise.all(running);
    },
  };
}
