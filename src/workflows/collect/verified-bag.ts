import type { Collection, Package } from '../../domain/collection';
import { EvidenceDamagedError } from '../../domain/errors';
import type { Sealed } from '../../evidence/bag';
import { isInfrastructureError } from '../../evidence/infrastructure-error';
import { type ReadBack, readBack } from '../../evidence/read-back';
import { BagError } from '../../evidence/verdict';
import { sentence } from '../../language/language';
import type { WorkflowServices } from '../engine/services';

interface Kept {
  readonly file: string;
  /** Missing where the bag was there before: an earlier run sealed it, or another replica. */
  readonly sealed?: Sealed;
  readonly of: { readonly collection: Collection; readonly package: Package };
}

// Here it is still known what was sealed; afterwards the step as a whole is tried again.
const maxReads = 3;

/**
 * Reads a bag back from the store before anybody is told that it is ready. One that is damaged is
 * recorded and then removed, so that the next try writes it anew. One that we could not read for a
 * trouble of our own is read again, and stays where it is.
 * @throws {EvidenceDamaged}
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
  // Nothing is removed: what lies there by now is what another replica has written anew.
  throw new EvidenceDamagedError(fault.words, true, { cause: fault });
}

async function readAgain<T>({ log }: WorkflowServices, read: () => Promise<T>): Promise<T> {
  for (let reads = 1; ; reads++)
    try {
      return await read();
    } catch (error) {
      if (!isInfrastructureError(error) || reads === maxReads) throw error;
      log.warn({ error }, 'a bag could not be read back for a trouble of ours; once more');
    }
}

async function record(
  { file, of: { collection, package: one } }: Kept,
  fault: BagError,
  { journal, log }: WorkflowServices,
): Promise<void> {
  log.error({ error: fault, file }, 'a file in the evidence store is not what was sealed');
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
