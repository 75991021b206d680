import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link, open, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ByteRange, EvidenceFile, EvidenceRead } from '../../ports';
import { codeOf } from '../refusal';
import { evidenceName, isPartial } from './evidence-names';
import { makePrivate, syncFolder } from './folders';

const blockBytes = 1024 * 1024;

/** Files in one private folder. */
export class LocalFiles {
  constructor(private readonly folder: string) {}

  async read(file: string, range?: ByteRange): Promise<EvidenceRead | undefined> {
    const path = this.path(file);
    const found = await stat(path).catch(nothingThere);
    if (!found) return undefined;
    const body = createReadStream(path, { ...range, highWaterMark: blockBytes });
    // The reader gets the error; this prevents an uncaught one before it reads.
    body.on('error', () => {});
    return { size: found.size, body };
  }

  async onDisk<T>(file: string, work: (path: string) => Promise<T>): Promise<T | undefined> {
    const path = this.path(file);
    const found = await stat(path).catch(nothingThere);
    return found && work(path);
  }

  /** Writes a draft and links it: atomic, and never replaces a file. */
  async note(file: string, content: string | Uint8Array): Promise<void> {
    const path = this.path(file);
    await makePrivate(dirname(path));
    const draft = `${path}.${randomBytes(4).toString('hex')}.new`;
    try {
      await writeDurably(draft, content);
      await link(draft, path);
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    } finally {
      await rm(draft, { force: true });
    }
    await syncFolder(dirname(path));
  }

  async list(beginning = ''): Promise<EvidenceFile[]> {
    const names = (await readdir(this.folder, { recursive: true })).toSorted();
    const wanted = names.filter((name) => name.startsWith(beginning) && !isPartial(name));
    const files: EvidenceFile[] = [];
    for (const file of wanted) {
      const found = await stat(join(this.folder, file)).catch(nothingThere);
      if (found?.isFile()) files.push({ file, size: found.size, changedAt: found.mtime });
    }
    return files;
  }

  async remove(file: string): Promise<void> {
    const path = this.path(file);
    await rm(path, { force: true });
    await syncFolder(dirname(path)).catch(nothingThere);
  }

  private path(file: string): string {
    return join(this.folder, evidenceName(file));
  }
}

function nothingThere(error: unknown): undefined {
  if (codeOf(error) === 'ENOENT') return undefined;
  throw error;
}

async function writeDurably(path: string, content: string | Uint8Array): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(content);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}
