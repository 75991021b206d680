import type { Collection, Package } from '../../domain/collection';
import { shortName } from '../../domain/machine';
import { sentence } from '../../language/language';
import { reportTrouble } from '../ip-report/report-failure';
import type { StoryTools } from '../engine/services';
import type { Run } from '../engine/workflow';

/** Tells the people on duty of a package that failed, once for each try; of any other nothing. */
export async function reportFailure(
  run: Run,
  collection: Collection,
  one: Package,
  tools: StoryTools,
): Promise<void> {
  if (one.state === 'failed' && !one.failure?.notApproved)
    await reportTrouble(run, troubleOf(collection, one), tools);
}

/** A package that failed, as the people on duty get to know it. */
function troubleOf(collection: Collection, failed: Package) {
  const { failure } = failed;
  const { askedBy, id, incident, place, reason } = collection;
  const isOurs = failure?.status === '401' || failure?.status === '403';
  const { tried = [], ...details } = failure ?? { cause: sentence`The cause is not known.` };
  const at = failed.endedAt ?? failed.updatedAt;
  return {
    trouble: { ...details, kind: isOurs ? 'permission' : 'package' },
    mishap: {
      key: `${failed.id}:${failed.attempt}`,
      job: id,
      what: shortName(failed.machine),
      packageId: failed.id,
      ...{ at, askedBy, place, reason, incident, tried },
    },
  } as const;
}
