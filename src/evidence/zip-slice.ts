import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { RandomAccessReader } from 'yauzl';

/** A part of a file: a zip, or what is stored inside one. */
export interface FileRange {
  readonly begin: number;
  readonly size: number;
}

// Through the library's own streams reading takes twice the time.
const pieceBytes = 256 * 1024;

/** The bytes of a range in order; the handle stays open and the caller's, also when nobody reads on. */
export async function* readRange(
  handle: FileHandle,
  { begin, size }: FileRange,
): AsyncGenerator<Buffer> {
  for (let at = 0; at < size; ) {
    const piece = Buffer.allocUnsafe(Math.min(pieceBytes, size - at));
    const { bytesRead } = await handle.read(piece, 0, piece.length, begin + at);
    if (bytesRead === 0) throw new Error('the file is shorter than it was');
    yield piece.subarray(0, bytesRead);
    at += bytesRead;
  }
}

type Read = (error: Error | null, bytesRead?: number) => void;

/** A range of an open file, as yauzl reads it. */
export class ZipSlice extends RandomAccessReader {
  constructor(
    private readonly handle: FileHandle,
    private readonly range: FileRange,
  ) {
    super();
  }

  override _readStreamForRange(start: number, end: number): Readable {
    const range = { begin: this.range.begin + start, size: end - start };
    return Readable.from(readRange(this.handle, range), { objectMode: false });
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
