import { msg, type StoredMessage } from '../language/language';
import { decodeIn } from './dialect';
import { pathError } from './path-error';
import { isResourceError } from './resource-error';
import { BagError } from './verdict';

/** A file of a bag that is being checked. */
export interface BagEntry {
  readonly size: number;
  read(): Promise<AsyncIterable<Buffer>>;
}

/** The files of a bag, zipped or unpacked, by their path below the bag's root folder. */
export interface BagContents {
  readonly files: ReadonlyMap<string, BagEntry>;
  /** True when the payload folder exists, even if it is empty. */
  readonly hasPayload: boolean;
  close(): Promise<void>;
}

// Tag files are read into memory. A manifest of a million files is smaller than this.
const maxTagFile = 256 * 1024 * 1024;

/** @throws {BagError} if the path leaves the bag or is ambiguous between operating systems */
export function assertInside(path: string): void {
  const why = pathError(path);
  if (why) throw new BagError('path', msg`The file ${path} ${why}.`, { file: path });
}

/** @throws {BagError} if two paths collide on a file system that ignores case or normalises Unicode */
export function assertDistinct(paths: Iterable<string>): void {
  const seen = new Map<string, string>();
  for (const path of paths) {
    const folded = path.normalize('NFC').toLowerCase();
    const other = seen.get(folded);
    if (other === path)
      throw new BagError('path', msg`The file ${path} is there twice.`, { file: path });
    if (other !== undefined)
      throw new BagError(
        'path',
        msg`The files ${other} and ${path} are one and the same on some systems.`,
        { file: path },
      );
    seen.set(folded, path);
  }
}

/** @throws {BagError} if the file is missing, too long, unreadable or not in this encoding */
export async function readTagFile(
  contents: BagContents,
  path: string,
  encoding = 'utf-8',
): Promise<string> {
  const entry = contents.files.get(path);
  if (!entry) throw new BagError('missing', msg`The file ${path} is missing.`, { file: path });
  if (entry.size > maxTagFile)
    throw new BagError('size', msg`The file ${path} is too long for what it is.`, { file: path });
  const text = decodeIn(encoding, await bytesOf(path, entry));
  if (text === undefined)
    throw new BagError('manifest', msg`The file ${path} isn’t ${encoding.toUpperCase()}.`, {
      file: path,
    });
  return text;
}

async function bytesOf(path: string, entry: BagEntry): Promise<Buffer> {
  const pieces: Buffer[] = [];
  try {
    for await (const piece of await entry.read()) pieces.push(piece);
  } catch (cause) {
    throw unreadable(cause, msg`${path} can’t be read to the end.`, path);
  }
  return Buffer.concat(pieces);
}

/** Wraps a read error as a BagError. Infrastructure errors (memory, file handles, threads) pass unchanged. */
export function unreadable(cause: unknown, words: StoredMessage, file?: string): unknown {
  if (isResourceError(cause)) return cause;
  return new BagError('unreadable', words, { cause, ...(file !== undefined && { file }) });
}

/** Splits a tag file into lines. The final line break is optional. */
export function linesOf(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
