import { days, hours, milliseconds, minutes, seconds } from '../../domain/duration';
import type { ExpiredRecords, Replicas } from '../../ports';
import { type ActionPollerServices, pollActions } from '../collect/action-poller';
import { type IncidentPollerServices, pollIncidents } from '../incidents/incident-poller';
import { notifyOpenAlerts } from '../on-call/notify-open-alerts';
import { resumeWaiting } from '../pending-request/resume-waiting';
import { sendDueDigests } from './digest';
import { checkOutage } from './outage';
import { heartbeatAndAdopt } from './replicas';
import { forgetFinished } from './retention';
import type { ScheduledJob } from './scheduled-jobs';

export interface SystemJobs {
  readonly poller: ActionPollerServices;
  readonly incidents: IncidentPollerServices;
  readonly replicas: Replicas;
  readonly executorId: string;
  readonly expiredRecords: ExpiredRecords;
  /** Retention, in days, of finished workflow runs, incidents, address memory and ended records. */
  readonly keepDays: number;
}

/** The jobs that run beside the workflows. */
export function systemJobs(settings: SystemJobs): ScheduledJob[] {
  const { executorId, incidents, keepDays, expiredRecords, replicas, poller } = settings;
  const { clock, log, leases } = poller;
  // Heartbeats are about processes: the time scale must not speed them up.
  const heartbeat = milliseconds(seconds(10) * clock.scale);
  return [
    { name: 'watcher', every: poller.interval, run: () => pollActions(poller) },
    {
      name: 'incidents',
      every: incidents.incidentInterval,
      run: () => pollIncidents(incidents),
    },
    {
      name: 'heartbeat',
      every: heartbeat,
      run: () => heartbeatAndAdopt(executorId, { replicas, log }),
    },
    {
      name: 'outage',
      every: poller.interval,
      run: async () => {
        if (await leases.claim('outage', clock.real(poller.interval)))
          await checkOutage(poller.services);
      },
    },
    {
      // Apart from the banner: a call to an unreachable Defender may take minutes.
      name: 'wake',
      every: poller.interval,
      run: async () => {
        if (await leases.claim('wake', clock.real(poller.interval)))
          await resumeWaiting(poller.services, leases);
      },
    },
    {
      name: 'alerts',
      every: minutes(1),
      run: () => notifyOpenAlerts(poller.services),
    },
    {
      name: 'digests',
      every: minutes(1),
      run: () => sendDueDigests(poller.services),
    },
    {
      name: 'retention',
      every: hours(1),
      run: async () => {
        if (!(await leases.claim('retention', clock.real(hours(1))))) return;
        await forgetFinished(clock, keepDays);
        const oldest = new Date(clock.now().getTime() - clock.real(days(keepDays)));
        await poller.services.ipMemory.forget(oldest);
        const forgotten = await incidents.incidents.forget(oldest);
        if (forgotten > 0)
          log.info({ incidents: forgotten, before: oldest }, 'deleted old incidents');
        const gone = await expiredRecords.forget(oldest);
        if (gone > 0) log.info({ rows: gone, before: oldest }, 'deleted expired records');
        await leases.succeeded('retention');
      },
    },
  ];
}
