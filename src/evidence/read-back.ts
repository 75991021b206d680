import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { msg } from '../language/language';
import type { Sealed } from './bag';
import { unreadable } from './bag-contents';
import { sumsOf } from './check-sums';
import type { PayloadDigest } from './collection-record';
import { type SealedPayload, sealedPayload } from './sealed-payload';
import { entryOf } from './unpacked-bag';
import { BagFault } from './verdict';
import { verifyBag } from './verify';
import { readRange } from './zip-slice';

/** What a store holds, as it was read from there. */
export interface ReadBack extends SealedPayload {
  readonly bag: { readonly size: number; readonly sha256: string };
}

/**
 * Reads a kept bag back and verifies it, as an image is verified after it was acquired.
 * @param sealed what was sealed into it, where that is known: then every byte is held against it
 * @throws {BagFault} it is no whole sealed bag, or not the one that was sealed; a trouble of ours, such
 *   as a thread that died, as it is
 */
export async function readBack(path: string, sealed?: Sealed): Promise<ReadBack> {
  // The hash first, the checks after it: what changes in between is met by the checks, or, where it
  // withstands them, by the hash before it is handed out. The other way round a change in between
  // would be hashed as if it had been checked.
  const bag = await hashOf(path);
  const verdict = await verifyBag(path);
  if (!verdict.valid) throw new BagFault(verdict.fault.kind, verdict.fault.words);
  const { actionId, payload } = await sealedPayload(path);
  if (sealed && !(isSame(payload, sealed) && (await isAround(path, sealed, bag.size))))
    throw new BagFault('changed', msg`It isn’t the bag that was sealed.`);
  return { bag, actionId, payload };
}

async function hashOf(path: string): Promise<ReadBack['bag']> {
  const file = await entryOf(path);
  const { sha256 } = await sumsOf(file, { algorithms: ['sha256'] }).catch((cause: unknown) => {
    throw unreadable(cause, msg`It can’t be read to the end.`);
  });
  return { size: file.size, sha256 };
}

function isSame(one: PayloadDigest, other: PayloadDigest): boolean {
  return one.size === other.size && one.sha256 === other.sha256 && one.sha512 === other.sha512;
}

/** A zip says some things twice and some for nobody: no check of the bag sees a byte change there. */
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
