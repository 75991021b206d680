import { isFinal } from '../../domain/collection';
import { md } from '../../domain/text';
import type { IpReportRequest, Turn, WorkflowInputs } from '../../ports';
import { endPackage, failedBy } from '../collect/end-package';
import type { WorkflowServices } from '../engine/services';
import { defineWorkflow, type WorkflowContext } from '../engine/workflow';
import { failReport } from '../ip-report/ip-report';
import { internalFailure } from '../on-call/failure';

/**
 * Ends the job of a workflow that failed for good, visibly to its requester, and notifies
 * operations.
 */
export const workflowFailed = defineWorkflow<'workflow-failed', WorkflowServices>(
  'workflow-failed',
  async (context, failed, services) => {
    await endJob(context, failed, services);
    const channels = await context.step('read the operations channels', () =>
      services.subscriptions.to('operations'),
    );
    for (const { conversationId } of channels)
      await context.step(`tell ${conversationId}`, () =>
        services.messenger.post({ conversationId, kind: 'channel' }, () => ({
          text: md`A workflow failed: ${failed.name} (${failed.workflowId}). To run it again: bailiff workflows resume ${failed.workflowId}`,
        })),
      );
  },
);

async function endJob(
  context: WorkflowContext,
  { input, name, workflowId }: WorkflowInputs['workflow-failed'],
  services: WorkflowServices,
): Promise<void> {
  const failure = internalFailure(workflowId);
  const endPackages = async (ids: readonly string[]) => {
    for (const id of ids) await endPackage(context, id, failedBy(failure, []), services);
  };
  switch (name) {
    case 'collect-package': {
      const { packageId } = input as WorkflowInputs['collect-package'];
      return endPackages(
        await openPackages(context, packageId.split('/')[0]!, services, packageId),
      );
    }
    case 'approval': {
      const { collectionId } = input as WorkflowInputs['approval'];
      return endPackages(await openPackages(context, collectionId, services));
    }
    case 'ip-report':
      return failReport(context, input as IpReportRequest, failure, services);
    case 'turn':
      await context.step('tell the requester', () =>
        services.messenger.post((input as Turn).place, () => ({
          text: md`Something broke here, not on your side. Ask again in a minute.`,
          mention: (input as Turn).person,
        })),
      );
  }
}

/** Those of an approval that still wait for it; one package if it has not ended. */
function openPackages(
  context: WorkflowContext,
  collectionId: string,
  { collections }: WorkflowServices,
  packageId?: string,
): Promise<string[]> {
  return context.step('read the open packages', async () => {
    const packages = (await collections.get(collectionId))?.packages ?? [];
    return packages
      .filter(({ id, state }) =>
        packageId === undefined
          ? state === 'waiting-for-approval'
          : id === packageId && !isFinal(state),
      )
      .map(({ id }) => id);
  });
}
