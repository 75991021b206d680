import { createHash } from 'node:crypto';
import { bagFiles } from './bag-files';
import { Blocks } from './blocks';
import {
  type CollectionFacts,
  collectionRecord,
  type PayloadDigest,
  payloadPath,
} from './collection-record';
import { Digests } from './digests';
import { StoredZip } from './stored-zip';

/** Takes the next bytes of the bag. They may be overwritten once the promise resolves. */
export type Out = (bytes: Uint8Array) => Promise<void>;

export interface SealRequest {
  /** Made of our own ids only: the folder inside, and the zip's name without `.zip`. */
  readonly name: string;
  readonly payload: AsyncIterable<Uint8Array>;
  /**
   * A function is asked when the last byte of the payload has come: what it does (a journal record
   * of these hashes) happens before the bag is complete, and its failure leaves no bag.
   */
  readonly facts: CollectionFacts | ((payload: PayloadDigest) => Promise<CollectionFacts>);
  readonly out: Out;
}

/** What a seal made: the payload that went in, and what was put around it. */
export interface Sealed extends PayloadDigest {
  /** The bag's bytes before and after the payload: how many stand before it, and the hash of all. */
  readonly around: { readonly before: number; readonly sha256: string };
}

const fitName = /^[\w-]+(\.[\w-]+)*$/;

/**
 * Seals one package: a zipped BagIt 1.0 bag in a single pass, in flat memory, no faster than `out`
 * takes it. The payload stays byte for byte what it was. Equal input gives equal bytes.
 */
export async function sealBag({ name, payload, facts, out }: SealRequest): Promise<Sealed> {
  const bag = new BagWriter(name, out);
  try {
    await bag.begin();
    for await (const piece of payload) await bag.add(piece);
    return await bag.end(facts);
  } finally {
    await bag.close();
  }
}

/** One bag on its way. Has to be closed. */
class BagWriter {
  private readonly zip = new StoredZip();
  // Two threads: SHA-512 alone takes as long as the rest together.
  private readonly one = new Digests({ sha256: 'sha256', crc: 'crc32' });
  private readonly other = new Digests({ sha512: 'sha512' });
  private readonly blocks = new Blocks((block) => this.write(block));
  private readonly around = createHash('sha256');
  private before = 0;

  constructor(
    private readonly name: string,
    private readonly out: Out,
  ) {}

  async begin(): Promise<void> {
    if (!fitName.test(this.name)) throw new Error(`not fit for a bag's name: ${this.name}`);
    const head = this.zip.open(`${this.name}/${payloadPath}`);
    this.before = head.length;
    await this.put(head);
  }

  async add(piece: Uint8Array): Promise<void> {
    await this.blocks.add(piece);
  }

  async end(facts: SealRequest['facts']): Promise<Sealed> {
    await this.blocks.drain();
    const { size } = this.blocks;
    const [{ sha256, crc }, { sha512 }] = await Promise.all([this.one.end(), this.other.end()]);
    const payload = { size, sha256, sha512 };
    const known = typeof facts === 'function' ? await facts(payload) : facts;
    await this.put(this.zip.close({ size, crc: Number.parseInt(crc, 16) }));
    for (const { path, content } of bagFiles(collectionRecord(known, payload)))
      await this.put(this.zip.file(`${this.name}/${path}`, content));
    await this.put(this.zip.end());
    return { ...payload, around: { before: this.before, sha256: this.around.digest('hex') } };
  }

  async close(): Promise<void> {
    await this.blocks.settle();
    await Promise.all([this.one.close(), this.other.close()]);
  }

  /** A few thousand bytes in all. */
  private async put(bytes: Uint8Array): Promise<void> {
    this.around.update(bytes);
    await this.out(bytes);
  }

  private async write(block: Buffer): Promise<void> {
    await together([this.out(block), this.one.add(block), this.other.add(block)]);
  }
}

/** Waits for all even when one fails: the block must not be overwritten under the others. */
async function together(works: readonly Promise<void>[]): Promise<void> {
  for (const done of await Promise.allSettled(works))
    if (done.status === 'rejected') throw done.reason;
}
