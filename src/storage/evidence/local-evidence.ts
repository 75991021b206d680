import { access, constants, readdir, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { days } from '../../domain/duration';
import { PackageRefusedError } from '../../domain/errors';
import { msg } from '../../language/language';
import type { ByteRange, Clock, Evidence, EvidenceFile, EvidenceRead, Log } from '../../ports';
import { codeOf } from '../refusal';
import { writeDurably } from './durable-file';
import { fileOf, isPartial } from './evidence-names';
import { makePrivate, prepareDataDir } from './folders';
import { StorageLimits, sizeOf } from './free-space';
import { Incoming } from './incoming';
import { LocalFiles } from './local-files';

// Defender gives up an action after about three days; older partial files are abandoned.
const oldHalf = days(4);
const megabyte = 1024 * 1024;

export interface LocalEvidenceParts {
  readonly dataDir: string;
  /** `PACKAGE_MAX_BYTES`. */
  readonly maxBytes: number;
  /** `retention.maxGigabytes`, in bytes. */
  readonly quotaBytes?: number | undefined;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  /** Free space reserved for the database and the system. */
  readonly reserveBytes?: number;
  /** Free bytes on the disk of a folder, for tests. */
  readonly freeBytes?: (folder: string) => Promise<number>;
}

type StoreRequest = Parameters<Evidence['store']>[0];
type StoredFile = Awaited<ReturnType<Evidence['store']>>;

/** Stores packages as files in `DATA_DIR/evidence`, readable by the owner only. */
export class LocalEvidence implements Evidence {
  private readonly running = new Map<string, Promise<StoredFile>>();

  private constructor(
    private readonly folder: string,
    private readonly files: LocalFiles,
    private readonly room: StorageLimits,
  ) {}

  /** Opens the store and removes partial files of old crashes. */
  static async open(parts: LocalEvidenceParts): Promise<LocalEvidence> {
    const { reserveBytes = 256 * megabyte, maxBytes, quotaBytes, freeBytes = freeBytesOf } = parts;
    const folder = join(await prepareDataDir(parts.dataDir), 'evidence');
    await makePrivate(folder);
    const swept = await sweep(folder, new Date(parts.clock.now().getTime() - oldHalf));
    if (swept.length > 0) parts.log.info({ swept }, 'removed old partial downloads');
    const files = new LocalFiles(folder);
    const room = new StorageLimits({
      maxBytes,
      quota: quotaBytes ? { bytes: quotaBytes, used: () => sizeOf(files) } : undefined,
      disk: { reserveBytes, freeBytes: () => freeBytes(folder) },
    });
    return new LocalEvidence(folder, files, room);
  }

  /** Concurrent calls for one package share a single fetch. */
  async store(request: StoreRequest): Promise<StoredFile> {
    const file = fileOf(request.name);
    const running = this.running.get(file);
    if (running) return running;
    const work = this.storeOnce(file, request).finally(() => this.running.delete(file));
    this.running.set(file, work);
    return work;
  }

  private async storeOnce(file: string, request: StoreRequest): Promise<StoredFile> {
    const before = await this.known(file);
    if (before) return before;
    const incoming = new Incoming(request, this.room);
    await writeDurably(join(this.folder, file), incoming.pieces()).catch(explainDisk);
    return { file, size: incoming.size, written: true };
  }

  /** Every file under its final name is complete. */
  private known(file: string): Promise<StoredFile | undefined> {
    return this.files.onDisk(file, async (path) => {
      const { size } = await stat(path);
      return { file, size, written: false };
    });
  }

  /** @throws {PackageRefusedError} if the disk is below its reserve */
  async check(): Promise<void> {
    await access(this.folder, constants.W_OK);
    await this.room.expectFree(0);
  }

  /** A local disk reports no protection settings. */
  async protection(): Promise<undefined> {}

  read(file: string, range?: ByteRange): Promise<EvidenceRead | undefined> {
    return this.files.read(file, range);
  }

  onDisk<T>(file: string, work: (path: string) => Promise<T>): Promise<T | undefined> {
    return this.files.onDisk(file, work);
  }

  note(file: string, content: string | Uint8Array): Promise<void> {
    return this.files.note(file, content);
  }

  list(beginning?: string): Promise<EvidenceFile[]> {
    return this.files.list(beginning);
  }

  remove(file: string): Promise<void> {
    return this.files.remove(file);
  }
}

async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

function explainDisk(error: unknown): never {
  if (!['ENOSPC', 'EDQUOT', 'EFBIG'].includes(codeOf(error) ?? '')) throw error;
  throw new PackageRefusedError(msg`The disk is full.`, { cause: error });
}

/** Removes partial files older than `before`. */
async function sweep(folder: string, before: Date): Promise<string[]> {
  const swept: string[] = [];
  for (const name of (await readdir(folder)).filter(isPartial)) {
    const { mtime } = await stat(join(folder, name));
    if (mtime >= before) continue;
    await rm(join(folder, name), { force: true });
    swept.push(name);
  }
  return swept;
}
