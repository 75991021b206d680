import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from './folders';

// Flushes during the write, so that the last flush is short.
const flushEveryBytes = 64 * 1024 * 1024;

/**
 * Writes a file atomically and durably, through a `.part` file. Replaces a `.part` left by a crash.
 * A chunk may be overwritten once the next one is requested.
 */
export async function writeDurably(path: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  const part = `${path}.part`;
  await rm(part, { force: true });
  const handle = await open(part, 'wx', 0o600);
  try {
    await writeAll(handle, pieces);
    await rename(part, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

/** Writes all chunks, flushes in parallel and closes the file. */
async function writeAll(file: FileHandle, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  let [written, flushed] = [0, 0];
  let flushing: Promise<void> = Promise.resolve();
  try {
    for await (const piece of pieces) {
      for (let at = 0; at < piece.length; )
        at += (await file.write(piece, at, piece.length - at)).bytesWritten;
      written += piece.length;
      if (written - flushed < flushEveryBytes) continue;
      await flushing;
      flushed = written;
      flushing = file.datasync();
      // The next flush reports a failure; this prevents an unhandled rejection.
      flushing.catch(() => {});
    }
    await flushing;
    await file.datasync();
  } finally {
    await Promise.allSettled([flushing]);
    await file.close();
  }
}
