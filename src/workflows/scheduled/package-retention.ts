import type { Package, StoredPackage } from '../../domain/collection';
import { days } from '../../domain/duration';
import type { Clock, Collections, Evidence, Holds, Journal, Log } from '../../ports';

// The job runs hourly; a limit keeps each run short.
const maxAtOnce = 200;
const bailiff = { id: 'bailiff', name: 'Bailiff' };

export interface RetentionServices {
  readonly collections: Pick<Collections, 'change'>;
  readonly evidence: Pick<Evidence, 'note' | 'remove'>;
  readonly holds: Pick<Holds, 'expired' | 'get'>;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Removes packages that are past their retention and under no legal hold: journal entry first, then a
 * tombstone beside the file, then the file. A crash in between repeats it.
 * @returns how many packages were removed
 */
export async function removeExpired(
  packageDays: number,
  services: RetentionServices,
): Promise<number> {
  const { clock, holds } = services;
  const before = new Date(clock.now().getTime() - clock.real(days(packageDays)));
  let removed = 0;
  for (const one of await holds.expired(before, maxAtOnce)) {
    // A legal hold may have been placed since the list was read.
    if (!one.stored || (await holds.get(one.collectionId))) continue;
    removed += (await removeOne(one, one.stored, { ...services, packageDays })) ? 1 : 0;
  }
  return removed;
}

async function removeOne(
  { collectionId, id, machine }: Package,
  stored: StoredPackage,
  services: RetentionServices & { readonly packageDays: number },
): Promise<boolean> {
  const { clock, collections, evidence, journal, log, packageDays } = services;
  const removedAt = clock.now();
  await journal.write({
    operation: 'package.removed',
    actor: bailiff,
    outcome: 'started',
    resources: { collection: collectionId, package: id, machine: machine.id },
    details: { ...stored, because: `retention.packageDays is ${packageDays}` },
  });
  const { file } = stored;
  const tombstone = { package: id, ...stored, removedAt, by: bailiff };
  try {
    await evidence.note(`${file}.tombstone.json`, `${JSON.stringify(tombstone, null, 2)}\n`);
    await evidence.remove(file);
  } catch (error) {
    // A WORM store may refuse: the others go on, this one is retried in an hour.
    log.warn({ error, package: id, file }, 'a package could not be removed');
    return false;
  }
  await collections.change(id, { stored: { ...stored, removedAt } });
  log.info({ package: id, file }, 'retention removed a package');
  return true;
}
