import type { Evidence } from '../../ports';
import type { Room } from '../evidence/free-space';

const megabyte = 1024 * 1024;
const lookForRoomEvery = 64 * megabyte;
const tellEvery = megabyte;

type QueueRequest = Parameters<Evidence['keep']>[0];

/** A file on its way into a store: counted, and stopped where it may not go on. */
export class Incoming {
  size = 0;
  /** What stopped it: a library that takes the pieces may only say that its source broke. */
  fault?: unknown;
  private looked = 0;
  private told = 0;

  constructor(
    private readonly request: QueueRequest,
    private readonly room: Room,
  ) {}

  /**
   * Asks for the file when its first piece is wanted, and only when there is any room for it: what is
   * never read was never opened. A piece is good until the next one is asked for.
   */
  async *pieces(): AsyncGenerator<Uint8Array> {
    try {
      await this.room.expectFree(0);
      const share = await this.room.share();
      const source = await this.request.open();
      for await (const piece of source.body) {
        // Looked at inside the loop, because leaving it is what closes the line.
        const size = this.size + piece.length;
        const whole = Math.max(size, source.expects ?? 0);
        this.room.expectWithin(share, whole);
        await this.expectRoom(size, whole);
        this.size = size;
        this.tell();
        yield piece;
      }
      this.request.onProgress?.(this.size);
    } catch (error) {
      this.fault = error;
      throw error;
    }
  }

  private async expectRoom(size: number, whole: number): Promise<void> {
    this.room.expectAllowed(whole);
    if (this.looked > 0 && size - this.looked < lookForRoomEvery) return;
    this.looked = size;
    await this.room.expectFree(whole - this.size);
  }

  private tell(): void {
    if (this.size - this.told < tellEvery) return;
    this.told = this.size;
    this.request.onProgress?.(this.size);
  }
}
