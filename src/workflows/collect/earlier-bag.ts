import { EarlierPackageStays } from '../../domain/errors';
import type { ReadBack } from '../../evidence/read-back';
import { kept, sentence } from '../../language/language';
import type { packageOf } from './package-step';
import type { StoryTools } from '../engine/services';

/** A bag in the store, as it was read back. */
export interface KeptBag extends ReadBack {
  readonly file: string;
}

/**
 * Makes room for what is asked for now: what an earlier try sealed before it failed is another package,
 * of another time. Recorded first; what somebody holds is left alone.
 * @throws {EarlierPackageStays}
 */
export async function removeEarlier(
  { actionId, file, payload }: KeptBag,
  { collection, package: one }: Awaited<ReturnType<typeof packageOf>>,
  { evidence, holds, journal, log }: StoryTools,
): Promise<void> {
  if (await holds.get(collection.id))
    throw new EarlierPackageStays(
      kept`Somebody holds ${collection.id}. To let it go: release ${collection.id}. Then retry.`,
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
    throw new EarlierPackageStays(
      sentence`The store does not let it be removed: the operations team has to remove the file there. Then retry.`,
      { cause },
    );
  });
}
