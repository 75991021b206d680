import type { Collection, Package } from '../../domain/collection';
import { defined } from '../../domain/defined';
import { shortName } from '../../domain/machine';
import { sentence } from '../../language/language';
import type { WorkflowServices } from '../engine/services';
import type { WorkflowContext } from '../engine/workflow';
import { openAlertFor, type Reported, recordFailure } from './open-failure-alert';

/**
 * Pages the people on call for a failed package, once per attempt; does nothing for other packages.
 */
export async function reportFailure(
  context: WorkflowContext,
  collection: Collection,
  one: Package,
  services: WorkflowServices,
): Promise<void> {
  if (isReported(one)) await openAlertFor(context, failureDetailsOf(collection, one), services);
}

/** Opens the alert of a package that just failed, before anything is shown. */
export async function recordPackageFailure(
  collection: Collection,
  packageId: string,
  services: WorkflowServices,
): Promise<void> {
  const failed = collection.packages.find(({ id }) => id === packageId);
  if (failed && isReported(failed))
    await recordFailure(failureDetailsOf(collection, failed), services);
}

function isReported({ failure, state }: Package): boolean {
  // A machine that never answered needs a person as much as a failure does.
  return (state === 'failed' || state === 'stopped-waiting') && !failure?.notApproved;
}

/** The details of a failed package for the people on call. */
function failureDetailsOf(collection: Collection, failed: Package): Reported {
  const { failure } = failed;
  const { askedBy, id, incident, place, reason } = collection;
  const isOurs = failure?.status === '401' || failure?.status === '403';
  const { tried = [], ...details } = failure ?? { cause: sentence`Unknown cause.` };
  const at = failed.endedAt ?? failed.updatedAt;
  return {
    failure: { ...details, kind: isOurs ? 'permission' : 'package' },
    jobFailure: defined({
      key: `${failed.id}:${failed.attempt}`,
      job: id,
      what: shortName(failed.machine),
      packageId: failed.id,
      ...{ at, askedBy, place, reason, incident, tried },
    }),
  };
}
