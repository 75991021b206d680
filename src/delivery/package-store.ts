import { createHash } from 'node:crypto';
import type { Collection, Package, StoredPackage } from '../domain/collection';
import type { Collections, Evidence, Journal, JournalEvent, Link, Log } from '../ports';

/** A package that can be delivered. */
export interface Deliverable {
  readonly collection: Collection;
  readonly package: Package;
  /** Size and SHA-256 of the delivered file: the bag's, if sealed. */
  readonly stored: StoredPackage;
}

/** Returns the package if it is stored and not removed. */
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
 * Reads the whole file and compares its hash with the recorded one. Runs before every response and
 * caches nothing, because size and modification time are easily forged.
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

const outcomes = {
  'package.downloaded': 'success',
  'package.resumed': 'success',
  'package.refused': 'refused',
  'package.damaged': 'failure',
  'package.delivered': 'success',
  'package.interrupted': 'failure',
  'package.acknowledged': 'success',
} as const satisfies Readonly<Record<string, JournalEvent['outcome']>>;

/** Journal operations of package downloads. */
export type DownloadOperation = keyof typeof outcomes;

interface DownloadEvent extends Deliverable {
  readonly link: Link;
  readonly details: object;
}

/** Journals a download operation. Returns false when the write fails; nothing may be delivered then. */
export async function recordDownload(
  operation: DownloadOperation,
  about: DownloadEvent,
  { journal, log }: { readonly journal: Journal; readonly log: Log },
): Promise<boolean> {
  const { collection, details, link, package: one } = about;
  try {
    await journal.write({
      operation,
      actor: link.person,
      outcome: outcomes[operation],
      resources: { collection: collection.id, package: one.id, machine: one.machine.id },
      details: { ...details },
    });
    return true;
  } catch (error) {
    log.error({ error, operation }, 'journal write failed');
    return false;
  }
}
