import { createReadStream } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { RandomAccessReader } from 'yauzl';

type Read = (error: Error | null, bytesRead?: number) => void;

/** A range of an open file, as yauzl reads it. The handle stays the caller's. */
export class ZipSlice extends RandomAccessReader {
  constructor(
    private readonly handle: FileHandle,
    private readonly range: { readonly begin: number; readonly size: number },
  ) {
    super();
  }

  override _readStreamForRange(start: number, end: number): Readable {
    const { begin } = this.range;
    const place = { start: begin + start, end: begin + end - 1 };
    return createReadStream('', { fd: this.handle.fd, autoClose: false, ...place });
  }

  /** In place of the library's own, which opens a stream for each of the many small reads. */
  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: Read,
  ): void {
    const { begin, size } = this.range;
    const most = Math.max(0, Math.min(length, size - position));
    this.handle.read(buffer, offset, most, begin + position).then(
      ({ bytesRead }) => callback(null, bytesRead),
      (error: Error) => callback(error),
    );
  }
}
