const blockBytes = 1024 * 1024;

/** Processes one block. The block may be overwritten once the promise resolves. */
export type Work = (block: Buffer) => Promise<void>;

/**
 * Collects chunks into shared-memory blocks that worker threads read without a copy. Two blocks
 * alternate: one is filled while the other is processed.
 */
export class Blocks {
  /** Bytes added so far. */
  size = 0;
  private block = sharedBlock();
  private spare = sharedBlock();
  private filled = 0;
  private working: Promise<void> = Promise.resolve();

  constructor(private readonly work: Work) {}

  async add(piece: Uint8Array): Promise<void> {
    for (let at = 0; at < piece.length; ) {
      const part = piece.subarray(at, at + blockBytes - this.filled);
      // `fill`, not `set`: on shared memory `set` copies byte by byte when the alignments differ,
      // as with most download chunks, and takes a third as long as SHA-512.
      this.block.fill(part, this.filled, this.filled + part.length);
      this.filled += part.length;
      this.size += part.length;
      at += part.length;
      if (this.filled === blockBytes) await this.send();
    }
  }

  /** Resolves when all added bytes are processed. */
  async drain(): Promise<void> {
    if (this.filled > 0) await this.send();
    await this.working;
  }

  /** Waits for work in progress and ignores its outcome. */
  async settle(): Promise<void> {
    await Promise.allSettled([this.working]);
  }

  private async send(): Promise<void> {
    const full = this.block.subarray(0, this.filled);
    await this.working;
    this.working = this.work(full);
    // The next `send` or `drain` reports a failure; this prevents an unhandled rejection.
    this.working.catch(() => {});
    [this.block, this.spare] = [this.spare, this.block];
    this.filled = 0;
  }
}

function sharedBlock(): Buffer {
  return Buffer.from(new SharedArrayBuffer(blockBytes));
}
