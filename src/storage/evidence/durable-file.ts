import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from './folders';

// Flushed as we go, so that the last flush has little left to do.
const flushEveryBytes = 64 * 1024 * 1024;

/**
 * Writes a file that is complete and durable, or not there at all. While it is written it is called
 * `.part`; one that a crash left is written anew. A piece may be overwritten once the next is asked for.
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

/** Closes the file, too. Flushes beside the writing. */
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
      // A failure is told by the next flush, not by the process ending.
      flushing.catch(() => {});
    }
    await flushing;
    await file.datasync();
  } finally {
    await Promise.allSettled([flushing]);
    await file.close();
  }
}
