import { minutes, seconds } from '../../domain/duration';
import { workflowIds } from '../../domain/workflow-ids';
import type { Clock, FailedWorkflow, FailedWorkflows, Log, Workflows } from '../../ports';
import { isResumable } from '../engine/engine-error';
import type { FailedRun, Runs } from '../engine/runs';

const maxResumes = 10;
const firstPause = seconds(30);
const longestPause = minutes(30);

export interface FailedWorkflowServices {
  readonly clock: Clock;
  readonly failedWorkflows: FailedWorkflows;
  readonly log: Log;
  readonly runs: Runs;
  readonly workflows: Workflows;
}

/**
 * Supervises workflows that ended with an error. Those that may succeed later resume with backoff;
 * for the others the job ends visibly and operations are notified, and they stay in `health` until
 * somebody resumes or dismisses them. Idempotent.
 */
export async function superviseFailures(services: FailedWorkflowServices): Promise<void> {
  const { failedWorkflows, runs } = services;
  const failed = await runs.failed();
  for (const run of failed) {
    const known = await failedWorkflows.get(run.id);
    if (known?.failedAt.getTime() === run.failedAt.getTime()) await resumeIfDue(known, services);
    else await classify(run, known?.resumes ?? 0, services);
  }
  await failedWorkflows.keepOnly(failed.map(({ id }) => id));
}

async function classify(
  { error, failedAt, id, input, name }: FailedRun,
  resumes: number,
  { clock, failedWorkflows, log, workflows }: FailedWorkflowServices,
): Promise<void> {
  const mayResume = isResumable(error) && resumes < maxResumes;
  const pause = Math.min(firstPause * 2 ** resumes, longestPause);
  const message = error instanceof Error ? error.message : String(error);
  await failedWorkflows.save({
    ...{ id, name, error: message, failedAt, resumes },
    // Real time: what failed does not follow the time scale.
    ...(mayResume && { nextAt: new Date(clock.now().getTime() + pause) }),
  });
  log.error({ workflow: id, name, error, mayResume }, 'a workflow failed');
  if (mayResume) return;
  const failure = { workflowId: id, name, input };
  await workflows.start('workflow-failed', workflowIds.workflowFailed(id, failedAt), failure);
}

async function resumeIfDue(
  { id, nextAt, resumes }: FailedWorkflow,
  { clock, failedWorkflows, log, runs }: FailedWorkflowServices,
): Promise<void> {
  if (!nextAt || nextAt > clock.now()) return;
  await failedWorkflows.resumed(id);
  await runs.restart(id);
  log.info({ workflow: id, resumes: resumes + 1 }, 'resumed a failed workflow');
}
