import type { WorkflowServices } from '../engine/services';

// More open alerts than people can handle; the newest come first.
const most = 200;

/**
 * Starts the notification of every open alert. It was started when the failure was reported, and
 * starting it again changes nothing: this is for a process that died in between.
 */
export async function notifyOpenAlerts({
  failureAlerts,
  workflows,
}: Pick<WorkflowServices, 'failureAlerts' | 'workflows'>): Promise<void> {
  for (const { id } of await failureAlerts.open(most))
    await workflows.start('notice', id, { noticeId: id });
}
