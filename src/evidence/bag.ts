import { createHash } from 'node:crypto';
import { bagFiles } from './bag-files';
import { Blocks } from './blocks';
import { type CollectionFacts, collectionRecord, type PayloadDigest } from './collection-record';
import { Digests } from './digests';
import { payloadPath } from './payload-path';
import { StoredZip } from './stored-zip';

/** Receives the next bytes of the bag. The buffer may be reused once the promise resolves. */
export type Out = (bytes: Uint8Array) => Promise<void>;

export interface SealRequest {
  /** Root folder of the bag and zip name without `.zip`. Built from Bailiff's own ids only. */
  readonly name: string;
  readonly payload: AsyncIterable<Uint8Array>;
  /**
   * A function is called after the last payload byte and before the bag is complete, for example to
   * journal the hashes. If it rejects, no bag is produced.
   */
  readonly facts: CollectionFacts | ((payload: PayloadDigest) => Promise<CollectionFacts>);
  readonly out: Out;
}

/** Result of sealing: the payload digest and the digest of the bytes around it. */
export interface Sealed extends PayloadDigest {
  /** Number of bytes before the payload, and one hash over all bytes before and after it. */
  readonly around: { readonly before: number; readonly sha256: string };
}

const fitName = /^[\w-]+(\.[\w-]+)*$/;

/**
 * Seals one package as a zipped BagIt 1.0 bag: single pass, constant memory, backpressure from `out`.
 * Stores the payload unchanged. Equal input gives equal bytes.
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

/** Writes one bag. Callers must close it. */
class BagWriter {
  private readonly zip = new StoredZip();
  // Two threads: SHA-512 takes as long as SHA-256 and CRC-32 together.
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

  /** Writes bytes around the payload: a few thousand in all. */
  private async put(bytes: Uint8Array): Promise<void> {
    this.around.update(bytes);
    await this.out(bytes);
  }

  private async write(block: Buffer): Promise<void> {
    await together([this.out(block), this.one.add(block), this.other.add(block)]);
  }
}

/** Waits for all promises before rejecting, because the others still read the shared block. */
async function together(works: readonly Promise<void>[]): Promise<void> {
  for (const done of await Promise.allSettled(works))
    if (done.status === 'rejected') throw done.reason;
}
