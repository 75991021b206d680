import { type Duration, days, hours, minutes } from '../../domain/duration';
import type { JobLeases } from '../../ports';
import { type RetentionServices, removeExpired } from './package-retention';
import type { ScheduledJob } from './scheduled-jobs';

export interface CustodyJobs extends RetentionServices {
  readonly leases: JobLeases;
  /** Signs the journal's current end. */
  readonly checkpoint: () => Promise<void>;
  /** Time-stamps what has no token yet; undefined without a time-stamping authority. */
  readonly stamp?: (() => Promise<void>) | undefined;
  /** Deletes journal rows older than the date; returns how many. */
  readonly prune: (before: Date) => Promise<number>;
  readonly retention: { readonly packageDays: number; readonly journalDays: number };
}

/** Jobs of the chain of custody, once for all replicas: checkpoints, retention, time stamps. */
export function custodyJobs(services: CustodyJobs): ScheduledJob[] {
  const { checkpoint, clock, prune, retention, leases, stamp } = services;
  const each = (every: Duration, name: string, job: () => Promise<unknown>): ScheduledJob => ({
    name,
    every,
    run: async () => {
      if (!(await leases.claim(name, clock.real(every)))) return;
      await job();
      await leases.succeeded(name);
    },
  });
  return [
    each(hours(1), 'journal', async () => {
      await checkpoint();
      await prune(new Date(clock.now().getTime() - clock.real(days(retention.journalDays))));
    }),
    each(hours(1), 'packages', () => removeExpired(retention.packageDays, services)),
    ...(stamp ? [each(minutes(5), 'time-stamps', stamp)] : []),
  ];
}
