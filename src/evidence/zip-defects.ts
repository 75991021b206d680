import type { Entry, ZipFile } from 'yauzl';
import { msg, type StoredSentence } from '../language/language';

/** Resource limits for reading a zip. */
export interface ZipLimits {
  readonly entries: number;
  /** Announced unpacked size of one entry. */
  readonly entryBytes: number;
  /** Announced unpacked size of all entries. */
  readonly totalBytes: number;
  /** Compression ratio limit for large entries and for the whole zip. */
  readonly ratio: number;
  /** Names of preallocated, mostly empty files. They are never unpacked here. */
  readonly hollow?: RegExp;
}

export interface ZipEntry {
  /** Raw name from the zip: untrusted and unchecked. */
  readonly name: string;
  readonly size: number;
  readonly kind: 'file' | 'folder' | 'link' | 'special';
  readonly encrypted: boolean;
  /** Neither compressed nor encrypted. */
  readonly stored: boolean;
  readonly packedSize: number;
  readonly entry: Entry;
}

/** A damaged or hostile part: an entry, or the zip as a whole. `why` completes "The file …". */
export interface ZipDefect {
  readonly entry?: ZipEntry;
  readonly why: StoredSentence;
}

const maxName = 4096;
// Below this size a high ratio is harmless: an empty log compresses well.
const smallBytes = 1024 * 1024;
// Event logs are preallocated at their full size.
const largestHollow = 512 * 1024 * 1024;
export const endRecordBytes = 22;
const zip64EndRecordsBytes = 76;

interface Checked {
  readonly limits: ZipLimits;
  /** Of the zip file, in bytes. */
  readonly size: number;
  readonly zip: ZipFile;
}

/** Lists everything that exceeds a limit or that different readers would read differently. */
export function zipDefects(entries: readonly ZipEntry[], checked: Checked): ZipDefect[] {
  const { limits, zip } = checked;
  if (zip.entryCount > limits.entries)
    return [
      { why: msg`holds ${zip.entryCount} files, more than ${limits.entries}` },
      ...sizeDefects(entries, checked),
      ...overlaps(entries),
    ];
  return [...hiddenBytes(checked), ...sizeDefects(entries, checked), ...overlaps(entries)];
}

/** Bytes after the directory could hide files that other readers find. */
function hiddenBytes({ size, zip }: Checked): ZipDefect[] {
  // A number at run time; the published type says boolean.
  const behind = size - Number(zip.readEntryCursor) - zip.comment.length;
  const isEnd = behind === endRecordBytes || behind === endRecordBytes + zip64EndRecordsBytes;
  return isEnd ? [] : [{ why: msg`holds bytes behind its table of contents` }];
}

function sizeDefects(entries: readonly ZipEntry[], { limits, size }: Checked): ZipDefect[] {
  const defects: ZipDefect[] = [];
  let total = 0;
  let dense = 0;
  for (const entry of entries) {
    const mayGrow = entry.size <= largestHollow && limits.hollow?.test(entry.name);
    total += entry.size;
    dense += mayGrow ? 0 : entry.size;
    const why = sizeDefect(entry, limits, mayGrow ?? false);
    if (why) defects.push({ entry, why });
  }
  if (total > limits.totalBytes)
    defects.push({ why: msg`holds ${total} bytes unpacked, more than ${limits.totalBytes}` });
  if (dense > smallBytes && dense > size * limits.ratio)
    defects.push({ why: msg`grows more than ${limits.ratio} times unpacked` });
  return defects;
}

function sizeDefect(
  { name, packedSize, size }: ZipEntry,
  { entryBytes, ratio }: ZipLimits,
  mayGrow: boolean,
): StoredSentence | undefined {
  if (name.length > maxName) return msg`has a name without end`;
  if (size > entryBytes) return msg`has ${size} bytes, more than ${entryBytes}`;
  const isBomb = !mayGrow && size > smallBytes && size > packedSize * ratio;
  return isBomb ? msg`grows more than ${ratio} times unpacked` : undefined;
}

/** Overlapping entries let a small zip unpack to petabytes. */
function overlaps(entries: readonly ZipEntry[]): ZipDefect[] {
  let end = 0;
  const defects: ZipDefect[] = [];
  const inOrder = entries.toSorted(
    (a, b) => a.entry.relativeOffsetOfLocalHeader - b.entry.relativeOffsetOfLocalHeader,
  );
  for (const one of inOrder) {
    const { entry, packedSize } = one;
    if (entry.relativeOffsetOfLocalHeader < end)
      defects.push({ entry: one, why: msg`overlaps another file` });
    const own = entry.relativeOffsetOfLocalHeader + 30 + entry.fileNameLength + packedSize;
    end = Math.max(end, own);
  }
  return defects;
}
