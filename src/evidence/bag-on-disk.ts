import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Sealed, type SealRequest, sealBag } from './bag';

// Flushed as we go, so that the last flush has little left to do.
const flushEveryBytes = 64 * 1024 * 1024;

/**
 * Seals a package into `<folder>/<name>.zip`: complete and durable, or not there at all.
 * While it is written it is called `.part`; one that is there belongs to somebody else.
 */
export async function sealBagInto(
  folder: string,
  request: Omit<SealRequest, 'out'>,
): Promise<Sealed & { readonly file: string }> {
  const file = join(folder, `${request.name}.zip`);
  const part = `${file}.part`;
  const handle = await open(part, 'wx', 0o600);
  try {
    const sealed = await sealInto(handle, request);
    await rename(part, file);
    await syncFolder(folder);
    return { ...sealed, file };
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

async function sealInto(handle: FileHandle, request: Omit<SealRequest, 'out'>): Promise<Sealed> {
  const disk = new Disk(handle);
  try {
    const sealed = await sealBag({ ...request, out: (bytes) => disk.write(bytes) });
    await disk.finish();
    return sealed;
  } finally {
    await disk.settle();
    await handle.close();
  }
}

/** Writes one file in order, flushing beside the writing. */
class Disk {
  private at = 0;
  private flushed = 0;
  private flushing: Promise<void> = Promise.resolve();

  constructor(private readonly file: FileHandle) {}

  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      const { bytesWritten } = await this.file.write(bytes, at, bytes.length - at, this.at);
      at += bytesWritten;
      this.at += bytesWritten;
    }
    if (this.at - this.flushed < flushEveryBytes) return;
    await this.flushing;
    this.flushed = this.at;
    this.flushing = this.file.datasync();
    this.flushing.catch(() => {});
  }

  async finish(): Promise<void> {
    await this.flushing;
    await this.file.datasync();
  }

  async settle(): Promise<void> {
    await Promise.allSettled([this.flushing]);
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
