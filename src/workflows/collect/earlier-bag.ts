import { EarlierPackageRetainedError } from '../../domain/errors';
import type { ReadBack } from '../../evidence/read-back';
import { msg, sentence } from '../../language/language';
import type { WorkflowServices } from '../engine/services';
import type { packageOf } from './package-step';

/** A bag in the evidence store, as read back. */
export interface StoredBag extends ReadBack {
  readonly file: string;
}

/**
 * Removes the bag that an earlier attempt sealed before it failed: it belongs to another action.
 * Journaled first; a bag under legal hold stays.
 * @throws {EarlierPackageRetainedError} a legal hold or the store keeps the bag
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
    log.warn({ error: cause, file }, 'the package of an earlier attempt could not be removed');
    throw new EarlierPackageRetainedError(
      sentence`The store doesn’t allow removing it: the operations team has to remove the file there. Then retry.`,
      { cause },
    );
  });
}
