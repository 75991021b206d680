import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import type { ContainerClient } from '@azure/storage-blob';
import { PackageRefusedError } from '../../domain/errors';
import { msg } from '../../language/language';
import type { ByteRange, Evidence, EvidenceFile, EvidenceRead, Protection } from '../../ports';
import { Incoming } from '../incidents/incoming';
import { isFull, isThere, nothingThere } from './azure-answers';
import { evidenceName, fileOf } from './evidence-names';
import { Room, sizeOf } from './free-space';

const blockBytes = 8 * 1024 * 1024;
const blocksAtOnce = 3;

type QueueRequest = Parameters<Evidence['keep']>[0];
type Kept = Awaited<ReturnType<Evidence['keep']>>;

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

  private readonly room: Room;

  constructor(
    private readonly container: ContainerClient,
    { maxBytes, quotaBytes }: { readonly maxBytes: number; readonly quotaBytes?: number },
  ) {
    this.room = new Room({
      maxBytes,
      quota: quotaBytes ? { bytes: quotaBytes, used: () => sizeOf(this) } : undefined,
    });
  }

  async keep(request: QueueRequest): Promise<Kept> {
    const file = fileOf(request.name);
    const running = this.running.get(file);
    if (running) return running;
    const work = this.keepOnce(file, request).finally(() => this.running.delete(file));
    this.running.set(file, work);
    return work;
  }

  private async keepOnce(file: string, request: QueueRequest): Promise<Kept> {
    const before = await this.known(file);
    if (before) return before;
    const incoming = new Incoming(request, this.room);
    const metadata: Record<string, string> = {};
    const body = Readable.from(copies(incoming, metadata), { objectMode: false });
    const conditions = { ifNoneMatch: '*' };
    try {
      const client = this.container.getBlockBlobClient(file);
      await client.uploadStream(body, blockBytes, blocksAtOnce, { conditions, metadata });
    } catch (error) {
      // Another replica was first: what lies there counts.
      const there = isThere(error) ? await this.known(file) : undefined;
      if (there) return there;
      if (isFull(error))
        throw new PackageRefusedError(msg`The storage account is full.`, { cause: error });
      throw incoming.fault ?? error;
    }
    return { file, size: incoming.size, written: true };
  }

  /** A blob that is there is complete. */
  private async known(file: string): Promise<Kept | undefined> {
    const found = await this.container.getBlobClient(file).getProperties().catch(nothingThere);
    if (!found) return undefined;
    return { file, size: found.contentLength ?? 0, written: false };
  }

  async check(): Promise<void> {
    await this.container.getProperties();
  }

  /** What was switched on outside; an account that does not tell leaves it open. */
  async protection(): Promise<Protection> {
    const { hasImmutabilityPolicy, hasLegalHold, isImmutableStorageWithVersioningEnabled } =
      await this.container.getProperties();
    return {
      immutabilityPolicy: hasImmutabilityPolicy,
      legalHold: hasLegalHold,
      immutableVersions: isImmutableStorageWithVersioningEnabled,
    };
  }

  async read(file: string, range?: ByteRange): Promise<EvidenceRead | undefined> {
    const blob = this.container.getBlobClient(evidenceName(file));
    const count = range && range.end - range.start + 1;
    const found = await blob.download(range?.start, count).catch(nothingThere);
    if (!found?.readableStreamBody) return undefined;
    const whole = found.contentRange?.split('/')[1] ?? found.contentLength;
    return { size: Number(whole), body: Readable.from(found.readableStreamBody) };
  }

  /** Spooled under its own name to a private folder of the moment: the zip reader jumps about. */
  async onDisk<T>(file: string, work: (path: string) => Promise<T>): Promise<T | undefined> {
    const folder = await mkdtemp(join(tmpdir(), 'bailiff-'));
    try {
      const path = join(folder, basename(evidenceName(file)));
      const blob = this.container.getBlockBlobClient(evidenceName(file));
      const found = await blob.downloadToFile(path).catch(nothingThere);
      return found && (await work(path));
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

/**
 * Copies: a piece is good until the next is asked for, and blocks wait for their upload. Their hash
 * goes beside the blob, for whoever looks into the account without us.
 */
async function* copies(
  incoming: Incoming,
  metadata: Record<string, string>,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const piece of incoming.pieces()) {
    hash.update(piece);
    yield Buffer.from(piece);
  }
  // Filled before the source ends, so it goes out with the last block.
  metadata['sha256'] = hash.digest('hex');
}
