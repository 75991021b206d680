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

/** Size and hashes of the payload, and of the zipped bag around it. */
export interface Sealed extends PayloadDigest {
  readonly bagSize: number;
  readonly bagSha256: string;
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

/** One bag on its way, for callers that hold the stream themselves. Has to be closed. */
export class BagWriter {
  private readonly zip = new StoredZip();
  // Two threads, about equally long at work: SHA-512 alone takes as long as the rest together.
  private readonly one = new Digests({ bag: 'sha256', sha256: 'sha256', crc: 'crc32' });
  private readonly other = new Digests({ sha512: 'sha512' });
  private readonly blocks = new Blocks((block) => this.write(block));
  private around = 0;

  constructor(
    private readonly name: string,
    private readonly out: Out,
  ) {}

  /** Payload bytes taken in so far. */
  get received(): number {
    return this.blocks.size;
  }

  async begin(): Promise<void> {
    if (!fitName.test(this.name)) throw new Error(`not fit for a bag's name: ${this.name}`);
    await this.writeAround(this.zip.open(`${this.name}/${payloadPath}`));
  }

  async add(piece: Uint8Array): Promise<void> {
    await this.blocks.add(piece);
  }

  async end(facts: SealRequest['facts']): Promise<Sealed> {
    await this.blocks.drain();
    const { size } = this.blocks;
    const { sha256, crc } = await this.one.endOf('sha256', 'crc');
    const { sha512 } = await this.other.endOf('sha512');
    const payload = { size, sha256, sha512 };
    const known = typeof facts === 'function' ? await facts(payload) : facts;
    await this.writeAround(this.zip.close({ size, crc: Number.parseInt(crc, 16) }));
    for (const { path, content } of bagFiles(collectionRecord(known, payload)))
      await this.writeAround(this.zip.file(`${this.name}/${path}`, content));
    await this.writeAround(this.zip.end());
    const { bag } = await this.one.endOf('bag');
    return { ...payload, bagSize: size + this.around, bagSha256: bag };
  }

  async close(): Promise<void> {
    await this.blocks.settle();
    await Promise.all([this.one.close(), this.other.close()]);
  }

  private async write(block: Buffer): Promise<void> {
    await together([this.out(block), this.one.add(block), this.other.add(block)]);
  }

  private async writeAround(bytes: Buffer): Promise<void> {
    this.around += bytes.length;
    await together([this.out(bytes), this.one.add(bytes, 'bag')]);
  }
}

/** Waits for all even when one fails: the block must not be overwritten under the others. */
async function together(works: readonly Promise<void>[]): Promise<void> {
  for (const done of await Promise.allSettled(works))
    if (done.status === 'rejected') throw done.reason;
}
