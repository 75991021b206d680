import { createHash } from 'node:crypto';
import type { Collection, Package, StoredPackage } from '../domain/collection';
import type { Collections, Evidence } from '../ports';

/** A package that can be handed out. */
export interface Deliverable {
  readonly collection: Collection;
  readonly package: Package;
  /** Size and SHA-256 of the file that is handed out: the bag's, where it is sealed. */
  readonly stored: StoredPackage;
}

/** The package, when it is kept and not removed. */
export async function deliverable(
  packageId: string,
  collections: Pick<Collections, 'ofPackage'>,
): Promise<Deliverable | undefined> {
  const found = await collections.ofPackage(packageId);
  const stored = found?.package.stored;
  if (!found || !stored || stored.removedAt) return undefined;
  return { ...found, stored: { ...stored, ...stored.bag } };
}

/**
 * Reads the whole file and compares it with what was recorded when it came in.
 *
 * Every time, also for a part, and nothing is remembered of an earlier look: a file's size and time
 * are easily set back. 4 GiB take about as long as reading them from the disk.
 */
export async function isAsStored(
  { file, sha256, size }: StoredPackage,
  evidence: Pick<Evidence, 'read'>,
): Promise<boolean> {
  const found = await evidence.read(file);
  if (!found) return false;
  const hash = createHash('sha256');
  for await (const piece of found.body) hash.update(piece);
  return found.size === size && hash.digest('hex') === sha256;
}
