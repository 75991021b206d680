const blockBytes = 1024 * 1024;

/** Works on one block: the block may be overwritten once the promise resolves. */
export type Work = (block: Buffer) => Promise<void>;

/**
 * Gathers small pieces into blocks of shared memory, so that threads read them where they lie.
 * While one block is worked on the next one is filled; no more than two exist.
 */
export class Blocks {
  /** Bytes taken in so far. */
  size = 0;
  private block = sharedBlock();
  private spare = sharedBlock();
  private filled = 0;
  private working: Promise<void> = Promise.resolve();

  constructor(private readonly work: Work) {}

  async add(piece: Uint8Array): Promise<void> {
    for (let at = 0; at < piece.length; ) {
      const part = piece.subarray(at, at + blockBytes - this.filled);
      // Not `set`: into shared memory that copies byte by byte where the two are aligned otherwise,
      // as most pieces of a download are. It took as long as a third of SHA-512.
      this.block.fill(part, this.filled, this.filled + part.length);
      this.filled += part.length;
      this.size += part.length;
      at += part.length;
      if (this.filled === blockBytes) await this.send();
    }
  }

  /** Resolves when all that was taken in has been worked on. */
  async drain(): Promise<void> {
    if (this.filled > 0) await this.send();
    await this.working;
  }

  /** Waits for work under way, whatever became of it. */
  async settle(): Promise<void> {
    await Promise.allSettled([this.working]);
  }

  private async send(): Promise<void> {
    const full = this.block.subarray(0, this.filled);
    await this.working;
    this.working = this.work(full);
    // A failure is told by the next `send` or `drain`, not by the process ending.
    this.working.catch(() => {});
    [this.block, this.spare] = [this.spare, this.block];
    this.filled = 0;
  }
}

function sharedBlock(): Buffer {
  return Buffer.from(new SharedArrayBuffer(blockBytes));
}
