import type { Collection, Package } from '../../domain/collection';
import { EvidenceDamagedError } from '../../domain/errors';
import type { Sealed } from '../../evidence/bag';
import { type ReadBack, readBack } from '../../evidence/read-back';
import { isResourceError } from '../../evidence/resource-error';
import { BagError } from '../../evidence/verdict';
import { sentence } from '../../language/language';
import type { WorkflowServices } from '../engine/services';

interface Kept {
  readonly file: string;
  /** Missing when the bag existed before: an earlier run or another replica sealed it. */
  readonly sealed?: Sealed;
  readonly of: { readonly collection: Collection; readonly package: Package };
}

// Retried here while the sealed digest is still known; afterwards the whole step is retried.
const maxReads = 3;

/**
 * Reads a bag back from the store before it is announced as ready. A damaged bag is journaled and
 * removed, so that the next try writes it anew. After an infrastructure error the bag is read again
 * and stays where it is.
 * @throws {EvidenceDamagedError} the stored bag is not what was sealed
 */
export async function verifiedBag(kept: Kept, services: WorkflowServices): Promise<ReadBack> {
  const { file, sealed } = kept;
  try {
    const found = await readAgain(services, () =>
      services.evidence.onDisk(file, (path) => readBack(path, sealed)),
    );
    if (found) return found;
  } catch (error) {
    if (!(error instanceof BagError)) throw error;
    await record(kept, error, services);
    throw await removed(file, error, services);
  }
  const fault = new BagError('missing', sentence`The file is gone from the evidence store.`);
  await record(kept, fault, services);
  // Nothing is removed: by now another replica may have written the file anew.
  throw new EvidenceDamagedError(fault.words, true, { cause: fault });
}

async function readAgain<T>({ log }: WorkflowServices, read: () => Promise<T>): Promise<T> {
  for (let reads = 1; ; reads++)
    try {
      return await read();
    } catch (error) {
      if (!isResourceError(error) || reads === maxReads) throw error;
      log.warn({ error }, 'reading a bag back failed; retrying');
    }
}

async function record(
  { file, of: { collection, package: one } }: Kept,
  fault: BagError,
  { journal, log }: WorkflowServices,
): Promise<void> {
  log.error({ error: fault, file }, 'a stored file differs from what was sealed');
  await journal.write({
    operation: 'package.damaged',
    actor: collection.askedBy,
    outcome: 'failure',
    resources: { collection: collection.id, package: one.id, machine: one.machine.id },
    details: { file, fault: fault.words },
  });
}

async function removed(
  file: string,
  fault: BagError,
  { evidence, log }: WorkflowServices,
): Promise<EvidenceDamagedError> {
  try {
    await evidence.remove(file);
  } catch (cause) {
    log.error({ error: cause, file }, 'a damaged file could not be removed');
    return new EvidenceDamagedError(fault.words, false, { cause });
  }
  return new EvidenceDamagedError(fault.words, true, { cause: fault });
}
