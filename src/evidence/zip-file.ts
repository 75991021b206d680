import type { FileHandle } from 'node:fs/promises';
import {
  type Entry,
  fromRandomAccessReaderPromise,
  getFileNameLowLevel,
  type ZipFile,
} from 'yauzl';
import { WordedError } from '../domain/errors';
import { msg, type StoredSentence } from '../language/language';
import { type FileRange, readRange, ZipSlice } from './zip-slice';

/** A zip that is not read any further: damaged, or made to do harm. Its words are the end of "The file …". */
export class ZipRejectedError extends WordedError {
  override readonly name = 'ZipRefused';
}

/** What a zip may ask of us before we stop. */
export interface ZipLimits {
  readonly entries: number;
  /** Of one entry, unpacked, as the zip announces it. */
  readonly entryBytes: number;
  /** Of all entries together. */
  readonly totalBytes: number;
  /** Unpacked bytes for each packed one, of large entries and of the whole. */
  readonly ratio: number;
  /** Names of files that are mostly empty space by their nature; nobody unpacks them here. */
  readonly hollow?: RegExp;
}

export interface ZipEntry {
  /** As it stands in the zip: foreign text, not checked. */
  readonly name: string;
  readonly size: number;
  readonly kind: 'file' | 'folder' | 'link' | 'special';
  readonly encrypted: boolean;
  /** Neither compressed nor encrypted. */
  readonly stored: boolean;
  readonly packedSize: number;
  readonly entry: Entry;
}

// Nobody names a file longer; the zip keeps every name in memory.
const maxName = 4096;
// Below it a high ratio does no harm: an empty log compresses well.
const smallBytes = 1024 * 1024;
// An event log is set up at its full size.
const largestHollow = 512 * 1024 * 1024;
const endRecordBytes = 22;
const zip64EndRecordsBytes = 76;

/** A zip open for reading, with its table of contents; nothing is ever unpacked to disk. */
export class OpenZip {
  private constructor(
    private readonly handle: FileHandle,
    private readonly zip: ZipFile,
    private readonly begin: number,
    readonly entries: readonly ZipEntry[],
  ) {}

  /** @throws {ZipRefused} it is no zip, is damaged, or asks for more than the limits allow */
  static async open(handle: FileHandle, limits: ZipLimits, range?: FileRange): Promise<OpenZip> {
    const { begin, size } = range ?? { begin: 0, size: (await handle.stat()).size };
    const options = { lazyEntries: true, decodeStrings: false, autoClose: false };
    const zip = await fromRandomAccessReaderPromise(
      new ZipSlice(handle, { begin, size }),
      size,
      options,
    ).catch(refuse(msg`isn’t a zip, or its end is missing`));
    if (zip.entryCount > limits.entries)
      throw new ZipRejectedError(msg`holds ${zip.entryCount} files, more than ${limits.entries}`);
    const entries = await readEntries(zip).catch(
      refuse(msg`has a table of contents that can’t be read`),
    );
    checkEnd(zip, size);
    checkSizes(entries, { limits, size });
    checkOverlaps(entries);
    return new OpenZip(handle, zip, begin, entries);
  }

  /** The bytes of a file, checked against the announced size. */
  async read({ entry, stored, name }: ZipEntry): Promise<AsyncIterable<Buffer>> {
    if (stored) return this.readStored(entry);
    const stream = await this.zip
      .openReadStreamPromise(entry)
      .catch(refuse(msg`has a damaged file: ${name}`));
    return stream;
  }

  /** Where the bytes of a stored file lie in the file on disk. */
  async rangeOf({ entry }: ZipEntry): Promise<FileRange> {
    const { fileDataStart } = await this.zip
      .readLocalFileHeaderPromise(entry, { minimal: true })
      .catch(refuse(msg`has a damaged file header`));
    return { begin: this.begin + fileDataStart, size: entry.compressedSize };
  }

  /** The name a reader would see that goes through the zip from front to back. */
  async nameInFront({ entry }: ZipEntry): Promise<string> {
    const { fileName, generalPurposeBitFlag } = await this.zip
      .readLocalFileHeaderPromise(entry)
      .catch(refuse(msg`has a damaged file header`));
    return getFileNameLowLevel(generalPurposeBitFlag, fileName, [], true);
  }

  close(): void {
    this.zip.close();
  }

  private async readStored(entry: Entry): Promise<AsyncIterable<Buffer>> {
    const { fileDataStart } = await this.zip
      .readLocalFileHeaderPromise(entry, { minimal: true })
      .catch(refuse(msg`has a damaged file header`));
    return readRange(this.handle, {
      begin: this.begin + fileDataStart,
      size: entry.compressedSize,
    });
  }
}

async function readEntries(zip: ZipFile): Promise<ZipEntry[]> {
  const entries: ZipEntry[] = [];
  for await (const entry of zip.eachEntry()) entries.push(zipEntry(entry));
  return entries;
}

function zipEntry(entry: Entry): ZipEntry {
  if (entry.fileNameRaw.length > maxName)
    throw new ZipRejectedError(msg`has a file name without end`);
  const name = getFileNameLowLevel(
    entry.generalPurposeBitFlag,
    entry.fileNameRaw,
    entry.extraFields,
    true,
  );
  const nothing = Buffer.alloc(0);
  // What is not needed any more may be 128 KiB an entry.
  Object.assign(entry, { fileName: '', fileNameRaw: nothing, extraFields: [] });
  Object.assign(entry, { extraFieldRaw: nothing, fileCommentRaw: nothing, fileComment: '' });
  Object.assign(entry, { comment: '' });
  const encrypted = entry.isEncrypted();
  return {
    name,
    size: entry.uncompressedSize,
    packedSize: entry.compressedSize,
    kind: kindOf(entry, name),
    encrypted,
    stored: entry.compressionMethod === 0 && !encrypted,
    entry,
  };
}

/** Only zips made on Unix say more than "a file": the upper half holds its mode. */
function kindOf(entry: Entry, name: string): ZipEntry['kind'] {
  const type = (entry.externalFileAttributes >>> 16) & 0o170000;
  if (type === 0o120000) return 'link';
  if (type !== 0 && type !== 0o100000 && type !== 0o040000) return 'special';
  return name.endsWith('/') ? 'folder' : 'file';
}

/** Files that only another reader finds could hide behind a table that ends early. */
function checkEnd(zip: ZipFile, size: number): void {
  // A number; its published type says boolean.
  const behind = size - Number(zip.readEntryCursor) - zip.comment.length;
  if (behind !== endRecordBytes && behind !== endRecordBytes + zip64EndRecordsBytes)
    throw new ZipRejectedError(msg`holds bytes behind its table of contents`);
}

function checkSizes(
  entries: readonly ZipEntry[],
  { limits, size }: { readonly limits: ZipLimits; readonly size: number },
): void {
  let total = 0;
  let dense = 0;
  for (const entry of entries) {
    const mayGrow = entry.size <= largestHollow && limits.hollow?.test(entry.name);
    total += entry.size;
    dense += mayGrow ? 0 : entry.size;
    if (entry.size > limits.entryBytes)
      throw new ZipRejectedError(
        msg`holds a file of ${entry.size} bytes, more than ${limits.entryBytes}`,
      );
    if (!mayGrow && entry.size > smallBytes && entry.size > entry.packedSize * limits.ratio)
      throw new ZipRejectedError(
        msg`holds a file that grows more than ${limits.ratio} times unpacked`,
      );
  }
  if (total > limits.totalBytes)
    throw new ZipRejectedError(msg`holds ${total} bytes unpacked, more than ${limits.totalBytes}`);
  if (dense > smallBytes && dense > size * limits.ratio)
    throw new ZipRejectedError(msg`grows more than ${limits.ratio} times unpacked`);
}

/** One run of bytes that serves several files is how small zips unpack to petabytes. */
function checkOverlaps(entries: readonly ZipEntry[]): void {
  let end = 0;
  const inOrder = entries.toSorted(
    (a, b) => a.entry.relativeOffsetOfLocalHeader - b.entry.relativeOffsetOfLocalHeader,
  );
  for (const { entry, packedSize } of inOrder) {
    if (entry.relativeOffsetOfLocalHeader < end)
      throw new ZipRejectedError(msg`holds files that overlap`);
    end = entry.relativeOffsetOfLocalHeader + 30 + entry.fileNameLength + packedSize;
  }
}

function refuse(why: StoredSentence): (cause: unknown) => never {
  return (cause) => {
    throw cause instanceof ZipRejectedError ? cause : new ZipRejectedError(why, { cause });
  };
}
