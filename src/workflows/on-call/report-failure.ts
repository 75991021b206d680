import type { Collection, Package } from '../../domain/collection';
import { shortName } from '../../domain/machine';
import { sentence } from '../../language/language';
import type { WorkflowServices } from '../engine/services';
import type { WorkflowContext } from '../engine/workflow';
import { openAlertFor } from './open-failure-alert';

/** Tells the people on duty of a package that failed, once for each try; of any other nothing. */
export async function reportFailure(
  context: WorkflowContext,
  collection: Collection,
  one: Package,
  services: WorkflowServices,
): Promise<void> {
  // A machine that never answered needs a person as much as a failure does.
  const isFailed = one.state === 'failed' || one.state === 'stopped-waiting';
  if (isFailed && !one.failure?.notApproved)
    await openAlertFor(context, failureDetailsOf(collection, one), services);
}

/** A package that failed, as the people on duty get to know it. */
function failureDetailsOf(collection: Collection, failed: Package) {
  const { failure } = failed;
  const { askedBy, id, incident, place, reason } = collection;
  const isOurs = failure?.status === '401' || failure?.status === '403';
  const { tried = [], ...details } = failure ?? { cause: sentence`The cause is not known.` };
  const at = failed.endedAt ?? failed.updatedAt;
  return {
    failure: { ...details, kind: isOurs ? 'permission' : 'package' },
    jobFailure: {
      key: `${failed.id}:${failed.attempt}`,
      job: id,
      what: shortName(failed.machine),
      packageId: failed.id,
      ...{ at, askedBy, place, reason, incident, tried },
    },
  } as const;
}
