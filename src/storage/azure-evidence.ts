import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { ContainerClient } from '@azure/storage-blob';
import { z } from 'zod';
import { DownloadBroken, isDefenderError, PackageRefused } from '../domain/errors';
import type { ByteRange, Evidence, EvidenceFile, EvidenceRead, PackageStream } from '../ports';
import { isFull, isThere, nothingThere } from './azure-answers';
import { filesOf } from './evidence-files';
import { evidenceName } from './evidence-names';

const blockBytes = 8 * 1024 * 1024;
const blocksAtOnce = 3;
const tellEvery = 1024 * 1024;

type KeepRequest = Parameters<Evidence['keep']>[0];
type Kept = Awaited<ReturnType<Evidence['keep']>>;

const Digests = z.object({
  sha256: z.string().length(64),
  sha512: z.string().length(128),
});

/**
 * Packages as blobs in one container.
 *
 * Nothing is ever written over: every blob is made with `If-None-Match: *`. A blob becomes visible
 * with its last block, so half a package never is; blocks of a broken upload are dropped by the
 * account after a week. A broken download begins anew, for there is no local half to go on from.
 * Source: https://learn.microsoft.com/rest/api/storageservices/put-block (read 2026-11-20)
 */
export class AzureEvidence implements Evidence {
  private readonly running = new Map<string, Promise<Kept>>();

  constructor(
    private readonly container: ContainerClient,
    private readonly maxBytes: number,
  ) {}

  async keep(request: KeepRequest): Promise<Kept> {
    const { name } = filesOf('', request.name);
    const running = this.running.get(name);
    if (running) return running;
    const work = this.keepOnce(name, request).finally(() => this.running.delete(name));
    this.running.set(name, work);
    return work;
  }

  private async keepOnce(file: string, request: KeepRequest): Promise<Kept> {
    const before = await this.known(file);
    if (before) return before;
    const stream = await request.open();
    const tally = new Tally(stream, { maxBytes: this.maxBytes, onProgress: request.onProgress });
    const metadata: Record<string, string> = {};
    const body = Readable.from(tally.through(metadata), { objectMode: false });
    const conditions = { ifNoneMatch: '*' };
    try {
      const client = this.container.getBlockBlobClient(file);
      await client.uploadStream(body, blockBytes, blocksAtOnce, { conditions, metadata });
    } catch (error) {
      // Another replica was first: what lies there counts.
      const there = isThere(error) ? await this.known(file) : undefined;
      if (there) return there;
      if (isFull(error))
        throw new PackageRefused('The storage account takes no more.', { cause: error });
      throw tally.fault ?? error;
    }
    return { file, size: tally.size, ...Digests.parse(metadata) };
  }

  /** What is there already, by what was written down with it. */
  private async known(file: string): Promise<Kept | undefined> {
    const found = await this.container.getBlobClient(file).getProperties().catch(nothingThere);
    if (!found) return undefined;
    return { file, size: found.contentLength ?? 0, ...Digests.parse(found.metadata) };
  }

  async check(): Promise<void> {
    await this.container.getProperties();
  }

  async read(file: string, range?: ByteRange): Promise<EvidenceRead | undefined> {
    const blob = this.container.getBlobClient(evidenceName(file));
    const count = range && range.end - range.start + 1;
    const found = await blob.download(range?.start, count).catch(nothingThere);
    if (!found?.readableStreamBody) return undefined;
    const whole = found.contentRange?.split('/')[1] ?? found.contentLength;
    return { size: Number(whole), body: Readable.from(found.readableStreamBody) };
  }

  /** Spooled to a private folder of the moment: the zip reader jumps about. */
  async onDisk<T>(file: string, work: (path: string) => Promise<T>): Promise<T> {
    const folder = await mkdtemp(join(tmpdir(), 'bailiff-'));
    try {
      const path = join(folder, 'package.zip');
      await this.container.getBlockBlobClient(evidenceName(file)).downloadToFile(path);
      return await work(path);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async note(file: string, content: string): Promise<void> {
    const body = Buffer.from(content);
    const conditions = { ifNoneMatch: '*' };
    const metadata = { sha256: createHash('sha256').update(body).digest('hex') };
    await this.container
      .getBlockBlobClient(evidenceName(file))
      .upload(body, body.length, { conditions, metadata })
      .catch((error: unknown) => {
        if (!isThere(error)) throw error;
      });
  }

  async list(prefix = ''): Promise<EvidenceFile[]> {
    const files: EvidenceFile[] = [];
    for await (const { name, properties } of this.container.listBlobsFlat({ prefix })) {
      const { contentLength = 0, lastModified } = properties;
      files.push({ file: name, size: contentLength, changedAt: lastModified });
    }
    return files;
  }

  async remove(file: string): Promise<void> {
    await this.container.getBlobClient(evidenceName(file)).deleteIfExists();
  }
}

/** Counts and hashes a package on its way; what is not as announced never becomes a blob. */
class Tally {
  size = 0;
  /** What was wrong with the download: the upload itself only says that its source broke. */
  fault?: unknown;
  private told = 0;

  constructor(
    private readonly stream: PackageStream,
    private readonly rule: { maxBytes: number; onProgress?: KeepRequest['onProgress'] },
  ) {}

  /** The metadata is filled before the last piece is taken, so it goes out with the last block. */
  async *through(metadata: Record<string, string>): AsyncGenerator<Uint8Array> {
    try {
      const hashes = { sha256: createHash('sha256'), sha512: createHash('sha512') };
      this.expectAllowed(this.stream.size ?? this.stream.expects ?? 0);
      for await (const piece of this.stream.body) {
        this.take(piece.length);
        for (const hash of Object.values(hashes)) hash.update(piece);
        // A copy: a piece is good until the next is asked for, and blocks wait for their upload.
        yield Buffer.from(piece);
      }
      const { size } = this.stream;
      if (size !== undefined && this.size !== size)
        throw new DownloadBroken(`${this.size} of ${size} bytes arrived`);
      for (const [name, hash] of Object.entries(hashes)) metadata[name] = hash.digest('hex');
    } catch (error) {
      this.fault = isOurs(error) ? error : new DownloadBroken('the line broke', { cause: error });
      throw this.fault;
    }
  }

  private take(length: number): void {
    this.size += length;
    this.expectAllowed(this.size);
    const { size } = this.stream;
    if (size !== undefined && this.size > size)
      throw new DownloadBroken(`is longer than its ${size} bytes`);
    if (this.size - this.told < tellEvery) return;
    this.told = this.size;
    this.rule.onProgress?.(this.size, size);
  }

  private expectAllowed(size: number): void {
    if (size > this.rule.maxBytes)
      throw new PackageRefused(
        `The package is larger than PACKAGE_MAX_BYTES allows: ${size} of ${this.rule.maxBytes} bytes.`,
      );
  }
}

function isOurs(error: unknown): boolean {
  return (
    error instanceof DownloadBroken || error instanceof PackageRefused || isDefenderError(error)
  );
}
