import { readRecord } from './check-collection';
import type { PayloadDigest } from './collection-record';
import { openZippedBag } from './zipped-bag';

/** What a sealed bag says of its package, in its own collection.json. */
export interface SealedPayload {
  /** Defender's, which made the package. */
  readonly actionId: string;
  readonly payload: PayloadDigest;
}

/** @throws {BagFault} it is no sealed bag */
export async function sealedPayload(path: string): Promise<SealedPayload> {
  const contents = await openZippedBag(path);
  try {
    const { actionId, size, sha256, sha512 } = await readRecord(contents);
    return { actionId, payload: { size, sha256, sha512 } };
  } finally {
    await contents.close();
  }
}
