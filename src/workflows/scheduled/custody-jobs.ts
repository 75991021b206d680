import { days, hours } from '../../domain/duration';
import type { JobLeases } from '../../ports';
import { type RetentionServices, removeExpired } from './package-retention';
import type { ScheduledJob } from './scheduled-jobs';

export interface CustodyJobs extends RetentionServices {
  readonly leases: JobLeases;
  /** Signs how far the journal has come. */
  readonly checkpoint: () => Promise<void>;
  /** Forgets the journal's rows from before the moment. */
  readonly prune: (before: Date) => Promise<number>;
  readonly retention: { readonly packageDays: number; readonly journalDays: number };
}

/** What is signed, and what has had its days: hourly, once for all replicas. */
export function custodyJobs(services: CustodyJobs): ScheduledJob[] {
  const { checkpoint, clock, prune, retention, leases } = services;
  const hourly = (name: string, go: () => Promise<unknown>): ScheduledJob => ({
    name,
    every: hours(1),
    run: async () => {
      if (!(await leases.claim(name, clock.real(hours(1))))) return;
      await go();
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
