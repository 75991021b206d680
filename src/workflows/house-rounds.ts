import { hours, milliseconds, seconds } from '../domain/duration';
import type { Replicas } from '../ports';
import { beatAndAdopt } from './replicas';
import { forgetFinished } from './retention';
import type { Round } from './rounds';
import { lookOnce, type WatcherTools } from './watcher';

export interface HouseRounds {
  readonly watcher: WatcherTools;
  readonly replicas: Replicas;
  readonly executorId: string;
  /** How long finished runs of the engine are kept. */
  readonly keepDays: number;
}

/** What goes on beside the stories, whoever asks for what. */
export function houseRounds({ watcher, replicas, executorId, keepDays }: HouseRounds): Round[] {
  const { clock, log, ticks } = watcher;
  // Heartbeats are about processes: the time scale must not hurry them.
  const beat = milliseconds(seconds(10) * clock.scale);
  return [
    { name: 'watcher', every: watcher.interval, go: () => lookOnce(watcher) },
    { name: 'heartbeat', every: beat, go: () => beatAndAdopt(executorId, { replicas, log }) },
    {
      name: 'retention',
      every: hours(1),
      go: async () => {
        if (!(await ticks.claim('retention', clock.real(hours(1))))) return;
        await forgetFinished(clock.now(), keepDays);
        await ticks.succeeded('retention');
      },
    },
  ];
}
