import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { msg } from '../language/language';
import type { Sealed } from './bag';
import { unreadable } from './bag-contents';
import { readRecord } from './check-collection';
import { sumsOf } from './check-sums';
import type { CollectionRecord, PayloadDigest } from './collection-record';
import { entryOf } from './unpacked-bag';
import { BagError } from './verdict';
import { verifyBag } from './verify';
import { readRange } from './zip-slice';
import { openZippedBag } from './zipped-bag';

/** A bag as read back from the store. */
export interface ReadBack {
  /** The Defender action that produced the package. */
  readonly actionId: string;
  readonly payload: PayloadDigest;
  readonly record: CollectionRecord;
  readonly bag: { readonly size: number; readonly sha256: string };
}

/**
 * Reads a stored bag and verifies it, as a forensic image is verified after acquisition.
 * @param sealed result of sealing, if known; every byte is then compared with it
 * @throws {BagError} if the bag is invalid or differs from the sealed one. Infrastructure errors pass
 *   unchanged.
 */
export async function readBack(path: string, sealed?: Sealed): Promise<ReadBack> {
  // Hashes first, then checks: a change in between fails the checks, or the hash comparison before
  // delivery. In the other order an unchecked change would be hashed.
  const bag = await hashOf(path);
  const verdict = await verifyBag(path);
  if (!verdict.valid) throw new BagError(verdict.fault.kind, verdict.fault.words);
  const { actionId, payload, record } = await sealedPayload(path);
  if (sealed && !(isSame(payload, sealed) && (await isAround(path, sealed, bag.size))))
    throw new BagError('changed', msg`It isn’t the bag that was sealed.`);
  return { bag, actionId, payload, record };
}

/** Returns size and SHA-256 of a whole file. @throws {BagError} if it can't be read to the end */
export async function hashOf(path: string): Promise<ReadBack['bag']> {
  const file = await entryOf(path);
  const { sha256 } = await sumsOf(file, { algorithms: ['sha256'] }).catch((cause: unknown) => {
    throw unreadable(cause, msg`It can’t be read to the end.`);
  });
  return { size: file.size, sha256 };
}

function isSame(one: PayloadDigest, other: PayloadDigest): boolean {
  return one.size === other.size && one.sha256 === other.sha256 && one.sha512 === other.sha512;
}

/** Covers the zip structures around the payload, whose redundant bytes no bag check reads. */
async function isAround(path: string, { around, size }: Sealed, whole: number): Promise<boolean> {
  const behind = around.before + size;
  const hash = createHash('sha256');
  const file = await open(path, 'r');
  try {
    for (const range of [
      { begin: 0, size: around.before },
      { begin: behind, size: whole - behind },
    ])
      for await (const piece of readRange(file, range)) hash.update(piece);
  } finally {
    await file.close();
  }
  return hash.digest('hex') === around.sha256;
}

/** Reads the package metadata from collection.json of a sealed bag. */
async function sealedPayload(path: string): Promise<Omit<ReadBack, 'bag'>> {
  const contents = await openZippedBag(path);
  try {
    const record = await readRecord(contents);
    const { actionId, size, sha256, sha512 } = record;
    return { actionId, payload: { size, sha256, sha512 }, record };
  } finally {
    await contents.close();
  }
}
