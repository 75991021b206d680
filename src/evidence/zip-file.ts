import type { FileHandle } from 'node:fs/promises';
import {
  type Entry,
  fromRandomAccessReaderPromise,
  getFileNameLowLevel,
  type ZipFile,
} from 'yauzl';
import { WordedError } from '../domain/errors';
import { msg, type StoredSentence } from '../language/language';
import {
  endRecordBytes,
  type ZipDefect,
  type ZipEntry,
  type ZipLimits,
  zipDefects,
} from './zip-defects';
import { type FileRange, readRange, ZipSlice } from './zip-slice';

export type { FileRange, ZipEntry, ZipLimits };

/** A damaged or hostile zip. Its words complete "The file …". */
export class ZipRejectedError extends WordedError {
  override readonly name = 'ZipRefused';
}

const endSignature = Buffer.from('PK\x05\x06', 'latin1');
// Bytes behind the end record: more than this makes the zip unreadable.
const maxTail = 1024 * 1024;

/** A zip open for reading. Never unpacks to disk. */
export class OpenZip {
  private readonly zip: ZipFile;
  private readonly begin: number;

  private constructor(
    private readonly handle: FileHandle,
    { begin, zip }: { readonly begin: number; readonly zip: ZipFile },
    readonly entries: readonly ZipEntry[],
    /** Damaged or hostile parts. Callers skip the entries named here, or reject the whole zip. */
    readonly defects: readonly ZipDefect[],
  ) {
    this.zip = zip;
    this.begin = begin;
  }

  /**
   * Reads at most `limits.entries` entries; everything that exceeds a limit becomes a defect.
   * @throws {ZipRejectedError} if the file is no zip or its directory is unreadable
   */
  static async open(handle: FileHandle, limits: ZipLimits, range?: FileRange): Promise<OpenZip> {
    const { begin, size } = range ?? { begin: 0, size: (await handle.stat()).size };
    const options = { lazyEntries: true, decodeStrings: false, autoClose: false };
    const zip = await fromRandomAccessReaderPromise(
      new ZipSlice(handle, { begin, size }),
      size,
      options,
    ).catch(refuse(msg`isn’t a zip, or its end is missing`));
    const entries = await readEntries(zip, limits.entries).catch(
      refuse(msg`has a table of contents that can’t be read`),
    );
    const defects = zipDefects(entries, { limits, size, zip });
    return new OpenZip(handle, { zip, begin }, entries, defects);
  }

  /** Size in bytes of a range without what follows the end record of its zip. */
  static async sizeWithoutTail(handle: FileHandle, { begin, size }: FileRange): Promise<number> {
    const tail = Buffer.alloc(Math.min(size, maxTail));
    const offset = size - tail.length;
    await handle.read(tail, 0, tail.length, begin + offset);
    for (
      let at = tail.lastIndexOf(endSignature);
      at >= 0;
      at = tail.lastIndexOf(endSignature, at - 1)
    ) {
      const end = at + endRecordBytes;
      const whole = end <= tail.length ? end + tail.readUInt16LE(end - 2) : Infinity;
      if (whole <= tail.length) return offset + whole;
      if (at === 0) break;
    }
    return size;
  }

  /** @throws {ZipRejectedError} if the zip has any defect */
  assertSound(): void {
    const [defect] = this.defects;
    if (!defect) return;
    const { entry, why } = defect;
    throw new ZipRejectedError(entry ? msg`holds the file ${entry.name}, which ${why}` : why);
  }

  /** Streams an entry and checks its announced size. */
  async read({ entry, stored, name }: ZipEntry): Promise<AsyncIterable<Buffer>> {
    if (stored) return this.readStored(entry);
    const stream = await this.zip
      .openReadStreamPromise(entry)
      .catch(refuse(msg`has a damaged file: ${name}`));
    return stream;
  }

  /** Byte range of a stored entry in the file on disk. */
  async rangeOf({ entry }: ZipEntry): Promise<FileRange> {
    const { fileDataStart } = await this.zip
      .readLocalFileHeaderPromise(entry, { minimal: true })
      .catch(refuse(msg`has a damaged file header`));
    return { begin: this.begin + fileDataStart, size: entry.compressedSize };
  }

  /** Name in the local header, which streaming readers use. */
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

async function readEntries(zip: ZipFile, most: number): Promise<ZipEntry[]> {
  const entries: ZipEntry[] = [];
  for await (const entry of zip.eachEntry()) {
    entries.push(zipEntry(entry));
    if (entries.length === most) break;
  }
  return entries;
}

function zipEntry(entry: Entry): ZipEntry {
  const name = getFileNameLowLevel(
    entry.generalPurposeBitFlag,
    entry.fileNameRaw,
    entry.extraFields,
    true,
  );
  const nothing = Buffer.alloc(0);
  // Frees name and extra fields: up to 128 KiB per entry.
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

/** Zips from Unix carry the file mode in the upper 16 bits. */
function kindOf(entry: Entry, name: string): ZipEntry['kind'] {
  const type = (entry.externalFileAttributes >>> 16) & 0o170000;
  if (type === 0o120000) return 'link';
  if (type !== 0 && type !== 0o100000 && type !== 0o040000) return 'special';
  return name.endsWith('/') ? 'folder' : 'file';
}

function refuse(why: StoredSentence): (cause: unknown) => never {
  return (cause) => {
    throw cause instanceof ZipRejectedError ? cause : new ZipRejectedError(why, { cause });
  };
}
