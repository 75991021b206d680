import { days, hours } from '../../domain/duration';
import type { Ticks } from '../../ports';
import { type RetentionTools, removeExpired } from './package-retention';
import type { Round } from './scheduled-jobs';

export interface CustodyRounds extends RetentionTools {
  readonly ticks: Ticks;
  /** Signs how far the journal has come. */
  readonly checkpoint: () => Promise<void>;
  /** Forgets the journal's rows from before the moment. */
  readonly prune: (before: Date) => Promise<number>;
  readonly retention: { readonly packageDays: number; readonly journalDays: number };
}

/** What is signed, and what has had its days: hourly, once for all replicas. */
export function custodyRounds(tools: CustodyRounds): Round[] {
  const { checkpoint, clock, prune, retention, ticks } = tools;
  const hourly = (name: string, go: () => Promise<unknown>): Round => ({
    name,
    every: hours(1),
    go: async () => {
      if (!(await ticks.claim(name, clock.real(hours(1))))) return;
      await go();
      await ticks.succeeded(name);
    },
  });
  return [
    hourly('journal', async () => {
      await checkpoint();
      await prune(new Date(clock.now().getTime() - clock.real(days(retention.journalDays))));
    }),
    hourly('packages', () => removeExpired(retention.packageDays, tools)),
  ];
}
