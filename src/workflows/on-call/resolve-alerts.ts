import { repairFailureAlert } from '../../domain/failure-alert-actions';
import type { WorkflowServices } from '../engine/services';
import type { WorkflowContext } from '../engine/workflow';

/** Marks failures that a retry fixed; an alert without other failures resolves by itself. */
export async function resolveFailureAlerts(
  context: WorkflowContext,
  { job, ready }: { readonly job: string; readonly ready: readonly string[] },
  services: WorkflowServices,
): Promise<void> {
  if (ready.length === 0) return;
  const noticeId = await context.step('settle the notice', async () => {
    const { clock, failureAlerts } = services;
    const about = await failureAlerts.about(job);
    if (!about) return undefined;
    const now = clock.now();
    const after = await failureAlerts.change(about.id, (found) =>
      repairFailureAlert(found, new Set(ready), now),
    );
    return after.id;
  });
  if (noticeId)
    await services.workflows.signal(noticeId, 'notice', { changed: true }, `mended:${context.id}`);
}
