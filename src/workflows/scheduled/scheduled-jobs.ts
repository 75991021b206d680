import type { Duration } from '../../domain/duration';
import type { Clock, Log } from '../../ports';

/** Something that is done again and again until the house closes. */
export interface ScheduledJob {
  readonly name: string;
  readonly every: Duration;
  readonly run: () => Promise<void>;
}

/** Starts the rounds; `stop` waits for the one under way. A failed round is logged and comes again. */
export function startScheduledJobs(
  scheduledJobs: readonly ScheduledJob[],
  { clock, log }: { clock: Clock; log: Log },
) {
  const closing = new AbortController();
  const running = scheduledJobs.map(async ({ name, every, run: go }) => {
    while (!closing.signal.aborted) {
      await go().catch((error: unknown) => log.warn({ error, round: name }, 'a round failed'));
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
