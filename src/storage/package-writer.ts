import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { type Hashes, HashingThread } from './package-hasher';

const blockBytes = 4 * 1024 * 1024;
// Flushed as we go, so that the last flush has little left to do.
const flushEveryBytes = 64 * 1024 * 1024;

/** What was written, once it is durable. */
export interface Written extends Hashes {
  readonly size: number;
}

/**
 * Writes one file and hashes it in the same pass. Small pieces are gathered into blocks; while a
 * block is on its way to the disk the next one is received and hashed, and no more than two exist.
 */
export class PackageWriter {
  /** Bytes taken in so far. */
  size = 0;
  /** Bytes that would outlive a power cut. */
  durable = 0;
  private readonly hasher = new HashingThread();
  private block = sharedBlock();
  private spare = sharedBlock();
  private filled = 0;
  private written = 0;
  private flushed = 0;
  private working: Promise<void> = Promise.resolve();
  private flushing: Promise<void> = Promise.resolve();

  private constructor(private readonly file: FileHandle) {}

  /** Begins a new file; refuses one that is there. */
  static async create(path: string): Promise<PackageWriter> {
    return new PackageWriter(await open(path, 'wx', 0o600));
  }

  /**
   * Goes on with a file: what is there is read and hashed first, up to `length` bytes. The rest is
   * cut off, for nobody knows whether it reached the disk.
   */
  static async resume(path: string, length?: number): Promise<PackageWriter> {
    const writer = new PackageWriter(await open(path, constants.O_RDWR));
    try {
      if (length !== undefined) await writer.file.truncate(length);
      await writer.readBack();
    } catch (error) {
      await writer.close();
      throw error;
    }
    return writer;
  }

  private async readBack(): Promise<void> {
    for (;;) {
      const { bytesRead } = await this.file.read(this.spare, 0, blockBytes, this.written);
      if (bytesRead === 0) break;
      await this.hasher.add(this.spare.subarray(0, bytesRead));
      this.written += bytesRead;
    }
    this.size = this.written;
    this.flushed = this.written;
    this.durable = this.written;
  }

  async add(piece: Uint8Array): Promise<void> {
    for (let at = 0; at < piece.length; ) {
      const part = piece.subarray(at, at + blockBytes - this.filled);
      this.block.set(part, this.filled);
      this.filled += part.length;
      this.size += part.length;
      at += part.length;
      if (this.filled === blockBytes) await this.send();
    }
  }

  /** Hands the block to the disk and to the hasher, once both are done with the one before. */
  private async send(): Promise<void> {
    const full = this.block.subarray(0, this.filled);
    await this.working;
    this.working = this.work(full, this.written);
    this.working.catch(() => {});
    this.written += full.length;
    [this.block, this.spare] = [this.spare, this.block];
    this.filled = 0;
    if (this.written - this.flushed >= flushEveryBytes) await this.flush();
  }

  private async work(block: Buffer, position: number): Promise<void> {
    await Promise.all([this.write(block, position), this.hasher.add(block)]);
  }

  private async write(block: Buffer, position: number): Promise<void> {
    for (let at = 0; at < block.length; ) {
      const { bytesWritten } = await this.file.write(block, at, block.length - at, position + at);
      at += bytesWritten;
    }
  }

  private async flush(): Promise<void> {
    await this.flushing;
    this.flushed = this.written;
    this.flushing = this.sync(this.working, this.written);
    this.flushing.catch(() => {});
  }

  private async sync(work: Promise<void>, length: number): Promise<void> {
    await work;
    await this.file.datasync();
    this.durable = length;
  }

  /** Makes everything durable and closes the file. */
  async finish(): Promise<Written> {
    try {
      await this.drain();
      return { size: this.size, ...(await this.hasher.end()) };
    } finally {
      await this.close();
    }
  }

  /** Makes durable what has come so far, and closes the file. */
  async settle(): Promise<void> {
    try {
      await this.drain();
    } finally {
      await this.close();
    }
  }

  private async drain(): Promise<void> {
    await this.send();
    await this.flush();
    await this.flushing;
  }

  async close(): Promise<void> {
    await Promise.allSettled([this.working, this.flushing]);
    await this.hasher.close();
    await this.file.close();
  }
}

// Shared memory: the hashing thread reads the block where it lies.
function sharedBlock(): Buffer {
  return Buffer.from(new SharedArrayBuffer(blockBytes));
}
