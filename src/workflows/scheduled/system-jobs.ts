import { days, hours, milliseconds, minutes, seconds } from '../../domain/duration';
import type { Leftovers, Replicas } from '../../ports';
import { lookForDigests } from './digest';
import { type IncidentWatchTools, lookForIncidents } from '../incidents/incident-poller';
import { lookForOutage } from './outage';
import { beatAndAdopt } from './replicas';
import { forgetFinished } from './retention';
import type { Round } from './scheduled-jobs';
import { wakeWaiting } from '../pending-request/resume-waiting';
import { lookOnce, type WatcherTools } from '../collect/action-poller';

export interface HouseRounds {
  readonly watcher: WatcherTools;
  readonly incidents: IncidentWatchTools;
  readonly replicas: Replicas;
  readonly executorId: string;
  readonly leftovers: Leftovers;
  /** Days that finished runs, incidents, what is remembered of addresses and all that is over are kept. */
  readonly keepDays: number;
}

/** What goes on beside the stories, whoever asks for what. */
export function houseRounds(house: HouseRounds): Round[] {
  const { executorId, incidents, keepDays, leftovers, replicas, watcher } = house;
  const { clock, log, ticks } = watcher;
  // Heartbeats are about processes: the time scale must not hurry them.
  const beat = milliseconds(seconds(10) * clock.scale);
  return [
    { name: 'watcher', every: watcher.interval, go: () => lookOnce(watcher) },
    {
      name: 'incidents',
      every: incidents.incidentInterval,
      go: () => lookForIncidents(incidents),
    },
    { name: 'heartbeat', every: beat, go: () => beatAndAdopt(executorId, { replicas, log }) },
    {
      name: 'outage',
      every: watcher.interval,
      go: async () => {
        if (await ticks.claim('outage', clock.real(watcher.interval)))
          await lookForOutage(watcher.stories);
      },
    },
    {
      // Apart from the banner: a Defender that is away may keep one waiting for minutes.
      name: 'wake',
      every: watcher.interval,
      go: async () => {
        if (await ticks.claim('wake', clock.real(watcher.interval)))
          await wakeWaiting(watcher.stories, ticks);
      },
    },
    {
      name: 'digests',
      every: minutes(1),
      go: () => lookForDigests(watcher.stories),
    },
    {
      name: 'retention',
      every: hours(1),
      go: async () => {
        if (!(await ticks.claim('retention', clock.real(hours(1))))) return;
        await forgetFinished(clock, keepDays);
        const oldest = new Date(clock.now().getTime() - clock.real(days(keepDays)));
        await watcher.stories.ipMemory.forget(oldest);
        const forgotten = await incidents.incidents.forget(oldest);
        if (forgotten > 0)
          log.info({ incidents: forgotten, before: oldest }, 'old incidents were forgotten');
        const gone = await leftovers.forget(oldest);
        if (gone > 0) log.info({ rows: gone, before: oldest }, 'what was over was forgotten');
        await ticks.succeeded('retention');
      },
    },
  ];
}
