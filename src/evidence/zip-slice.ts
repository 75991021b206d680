import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { RandomAccessReader } from 'yauzl';

/** Byte range of a file. */
export interface FileRange {
  readonly begin: number;
  readonly size: number;
}

// Reading through yauzl's own streams takes twice as long.
const pieceBytes = 256 * 1024;

/** Streams a byte range. Does not close the handle. */
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

/** Presents a range of an open file to yauzl. */
export class ZipSlice extends RandomAccessReader {
  private window = { position: 0, bytes: Buffer.alloc(0) };

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

  /** Overrides the default, which opens a stream for each of the many small reads. */
  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: Read,
  ): void {
    this.ahead(position, length).then(
      (bytes) => callback(null, bytes.copy(buffer, offset, 0, length)),
      (error: Error) => callback(error),
    );
  }

  /** Reads ahead: the directory of a zip is read in two small pieces per entry. */
  private async ahead(position: number, length: number): Promise<Buffer> {
    const at = position - this.window.position;
    if (at >= 0 && at + length <= this.window.bytes.length) return this.window.bytes.subarray(at);
    const { begin, size } = this.range;
    const wanted = Math.max(length, pieceBytes);
    const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(wanted, size - position)));
    const { bytesRead } = await this.handle.read(bytes, 0, bytes.length, begin + position);
    this.window = { position, bytes: bytes.subarray(0, bytesRead) };
    return this.window.bytes;
  }
}
