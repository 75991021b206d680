import { readRecord } from './check-collection';
import type { PayloadDigest } from './collection-record';
import { openZippedBag } from './zipped-bag';

/**
 * Size and hashes of the package in a sealed bag, as its own collection.json has them.
 * @throws {BagFault} it is no sealed bag
 */
export async function sealedPayload(path: string): Promise<PayloadDigest> {
  const contents = await openZippedBag(path);
  try {
    const { size, sha256, sha512 } = await readRecord(contents);
    return { size, sha256, sha512 };
  } finally {
    await contents.close();
  }
}
