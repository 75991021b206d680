import { days, hours } from '../../domain/duration';
import type { JobLeases } from '../../ports';
import { type RetentionServices, removeExpired } from './package-retention';
import type { ScheduledJob } from './scheduled-jobs';

export interface CustodyJobs extends RetentionServices {
  readonly leases: JobLeases;
  /** Signs the journal's current end. */
  readonly checkpoint: () => Promise<void>;
  /** Deletes journal rows older than the date; returns how many. */
  readonly prune: (before: Date) => Promise<number>;
  readonly retention: { readonly packageDays: number; readonly journalDays: number };
}

/** Hourly jobs of the chain of custody, once for all replicas: checkpoints and retention. */
export function custodyJobs(services: CustodyJobs): ScheduledJob[] {
  const { checkpoint, clock, prune, retention, leases } = services;
  const hourly = (name: string, job: () => Promise<unknown>): ScheduledJob => ({
    name,
    every: hours(1),
    run: async () => {
      if (!(await leases.claim(name, clock.real(hours(1))))) return;
      await job();
      await leases.succeeded(name);
    },
  });
  return [
    hourly('journal', async () => {
      await checkpoint();
      await prune(new Date(clock.now().getTime() - clock.real(days(retention.journalDays))));
    }),
    hourly('packages', () => removeExpired(retention.packageDays, services)),
  ];
}
