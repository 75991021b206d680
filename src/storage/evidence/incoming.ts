import type { Evidence } from '../../ports';
import type { StorageLimits } from './free-space';

const megabyte = 1024 * 1024;
const checkSpaceEvery = 64 * megabyte;
const reportEvery = megabyte;

type StoreRequest = Parameters<Evidence['store']>[0];

/** A file on its way into a store: counts bytes and enforces the storage limits. */
export class Incoming {
  size = 0;
  /** The original error, because libraries that consume the chunks may hide it. */
  fault?: unknown;
  private checkedAt = 0;
  private reportedAt = 0;

  constructor(
    private readonly request: StoreRequest,
    private readonly limits: StorageLimits,
  ) {}

  /**
   * Opens the source lazily, and only if there is space. Each chunk is valid until the next one is
   * requested.
   */
  async *pieces(): AsyncGenerator<Uint8Array> {
    try {
      await this.limits.expectFree(0);
      const share = await this.limits.share();
      const source = await this.request.open();
      for await (const piece of source.body) {
        // Checked inside the loop, because leaving it closes the connection.
        const size = this.size + piece.length;
        const whole = Math.max(size, source.expects ?? 0);
        this.limits.expectWithin(share, whole);
        await this.checkSpace(size, whole);
        this.size = size;
        this.report();
        yield piece;
      }
      this.request.onProgress?.(this.size);
    } catch (error) {
      this.fault = error;
      throw error;
    }
  }

  private async checkSpace(size: number, whole: number): Promise<void> {
    this.limits.expectAllowed(whole);
    if (this.checkedAt > 0 && size - this.checkedAt < checkSpaceEvery) return;
    this.checkedAt = size;
    await this.limits.expectFree(whole - this.size);
  }

  private report(): void {
    if (this.size - this.reportedAt < reportEvery) return;
    this.reportedAt = this.size;
    this.request.onProgress?.(this.size);
  }
}
