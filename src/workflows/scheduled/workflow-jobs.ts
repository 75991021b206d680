import { milliseconds, seconds } from '../../domain/duration';
import type { JobLeases } from '../../ports';
import { type FailedWorkflowServices, superviseFailures } from './failed-workflows';
import type { Heartbeat } from './replicas';
import type { ScheduledJob } from './scheduled-jobs';

export interface WorkflowJobs extends FailedWorkflowServices {
  readonly heartbeat: Heartbeat;
  readonly leases: JobLeases;
}

/** The jobs that keep workflows running: heartbeats in each replica, failed workflows in one of them. */
export function workflowJobs({ heartbeat, ...services }: WorkflowJobs): ScheduledJob[] {
  const { clock, leases } = services;
  // Real time: both are about processes, which the time scale does not speed up.
  const every = milliseconds(seconds(10) * clock.scale);
  return [
    { name: 'heartbeat', every, run: () => heartbeat.beat() },
    {
      name: 'failed-workflows',
      every,
      run: async () => {
        if (await leases.claim('failed-workflows', clock.real(every)))
          await superviseFailures(services);
      },
    },
  ];
}
