import { EarlierPackageRetainedError } from '../../domain/errors';
import type { ReadBack } from '../../evidence/read-back';
import { msg, sentence } from '../../language/language';
import type { WorkflowServices } from '../engine/services';
import type { packageOf } from './package-step';

/** A bag in the store, as it was read back. */
export interface StoredBag extends ReadBack {
  readonly file: string;
}

/**
 * Makes room for what is asked for now: what an earlier try sealed before it failed is another package,
 * of another time. Recorded first; what somebody holds is left alone.
 * @throws {EarlierPackageStays}
 */
export async function removeEarlier(
  { actionId, file, payload }: StoredBag,
  { collection, package: one }: Awaited<ReturnType<typeof packageOf>>,
  { evidence, holds, journal, log }: WorkflowServices,
): Promise<void> {
  if (await holds.get(collection.id))
    throw new EarlierPackageRetainedError(
      msg`${collection.id} is on legal hold. To release it: release ${collection.id}. Then retry.`,
    );
  await journal.write({
    operation: 'package.superseded',
    actor: collection.askedBy,
    outcome: 'started',
    resources: { collection: collection.id, package: one.id, machine: one.machine.id },
    details: { file, actionId, ...payload },
  });
  await evidence.remove(file).catch((cause: unknown) => {
    log.warn({ error: cause, file }, 'the package of an earlier try could not be removed');
    throw new EarlierPackageRetainedError(
      sentence`The store doesn’t allow removing it: the operations team has to remove the file there. Then retry.`,
      { cause },
    );
  });
}
