import { access, constants, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { days } from '../domain/duration';
import type { ByteRange, Clock, Evidence, EvidenceFile, EvidenceRead, Log } from '../ports';
import { complete, filesOf, type PackageFiles, publish, sweep } from './evidence-files';
import { makePrivate, prepareDataDir } from './folders';
import { LocalFiles } from './local-files';
import { PackageDownload } from './package-download';
import { Room } from './room';

// Defender gives an action up after about three days; nobody comes back for older halves.
const oldHalf = days(4);
const megabyte = 1024 * 1024;

export interface LocalEvidenceParts {
  readonly dataDir: string;
  /** `PACKAGE_MAX_BYTES`. */
  readonly maxBytes: number;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  /** Room that stays free for the database and the system. */
  readonly reserveBytes?: number;
  /** Free bytes on the disk of a folder, for tests. */
  readonly freeBytes?: (folder: string) => Promise<number>;
}

type KeepRequest = Parameters<Evidence['keep']>[0];
type Kept = Awaited<ReturnType<Evidence['keep']>>;

/** Packages as files in `DATA_DIR/evidence`, readable by our user only. */
export class LocalEvidence implements Evidence {
  private readonly running = new Map<string, Promise<Kept>>();
  private readonly files: LocalFiles;

  private constructor(
    private readonly folder: string,
    private readonly room: Room,
  ) {
    this.files = new LocalFiles(folder);
  }

  /** Opens the store and sweeps what old crashes left. */
  static async open(parts: LocalEvidenceParts): Promise<LocalEvidence> {
    const { reserveBytes = 256 * megabyte, maxBytes, freeBytes = freeBytesOf } = parts;
    const folder = join(await prepareDataDir(parts.dataDir), 'evidence');
    await makePrivate(folder);
    const swept = await sweep(folder, new Date(parts.clock.now().getTime() - oldHalf));
    if (swept.length > 0) parts.log.info({ swept }, 'old half downloads removed');
    return new LocalEvidence(
      folder,
      new Room({ maxBytes, reserveBytes, freeBytes: () => freeBytes(folder) }),
    );
  }

  /** A package that is being kept already is not fetched a second time beside it. */
  async keep(request: KeepRequest): Promise<Kept> {
    const files = filesOf(this.folder, request.name);
    const running = this.running.get(files.name);
    if (running) return running;
    const work = this.keepOnce(request, files).finally(() => this.running.delete(files.name));
    this.running.set(files.name, work);
    return work;
  }

  /** @throws {PackageRefused} there is no room for more */
  async check(): Promise<void> {
    await access(this.folder, constants.W_OK);
    await this.room.expectFree(0);
  }

  read(file: string, range?: ByteRange): Promise<EvidenceRead | undefined> {
    return this.files.read(file, range);
  }

  onDisk<T>(file: string, work: (path: string) => Promise<T>): Promise<T> {
    return this.files.onDisk(file, work);
  }

  note(file: string, content: string): Promise<void> {
    return this.files.note(file, content);
  }

  list(beginning?: string): Promise<EvidenceFile[]> {
    return this.files.list(beginning);
  }

  remove(file: string): Promise<void> {
    return this.files.remove(file);
  }

  private async keepOnce(request: KeepRequest, files: PackageFiles): Promise<Kept> {
    const before = await complete(files);
    if (before) return { file: files.name, ...before };
    const written = await new PackageDownload(files, this.room).run(request);
    await publish(this.folder, files, written);
    return { file: files.name, ...written };
  }
}

async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
