import { msg, type StoredMessage } from '../language/language';
import { pathFault } from './path-error';
import { isResourceError } from './resource-error';
import { BagFault } from './verdict';

/** A file of a bag that is being checked. */
export interface BagEntry {
  readonly size: number;
  read(): Promise<AsyncIterable<Buffer>>;
}

/** A bag as it lies there, zipped or not: its files by their path below the bag's own folder. */
export interface BagContents {
  readonly files: ReadonlyMap<string, BagEntry>;
  /** Whether there is a folder for the payload, be it empty. */
  readonly hasPayload: boolean;
  close(): Promise<void>;
}

// A list of a million files is shorter; a tag file this long is read into memory as a whole.
const maxTagFile = 256 * 1024 * 1024;

/** @throws {BagFault} the path would leave the bag, or means different files to different systems */
export function expectInside(path: string): void {
  const why = pathFault(path);
  if (why) throw new BagFault('path', msg`The file ${path} ${why}.`, { file: path });
}

/** @throws {BagFault} two names that are one file on a disk that ignores case or composes letters */
export function expectDistinct(paths: Iterable<string>): void {
  const seen = new Map<string, string>();
  for (const path of paths) {
    const folded = path.normalize('NFC').toLowerCase();
    const other = seen.get(folded);
    if (other === path)
      throw new BagFault('path', msg`The file ${path} is there twice.`, { file: path });
    if (other !== undefined)
      throw new BagFault(
        'path',
        msg`The files ${other} and ${path} are one and the same on some systems.`,
        { file: path },
      );
    seen.set(folded, path);
  }
}

/** @throws {BagFault} it is not there, too long, can't be read, or is no UTF-8 */
export async function readTagFile(contents: BagContents, path: string): Promise<string> {
  const entry = contents.files.get(path);
  if (!entry) throw new BagFault('missing', msg`The file ${path} is missing.`, { file: path });
  if (entry.size > maxTagFile)
    throw new BagFault('size', msg`The file ${path} is too long for what it is.`, { file: path });
  return decode(path, await bytesOf(path, entry));
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

/** The zip is damaged there, or the disk does not give it; a trouble of ours stays what it is. */
export function unreadable(cause: unknown, words: StoredMessage, file?: string): unknown {
  if (isResourceError(cause)) return cause;
  return new BagFault('unreadable', words, { cause, ...(file !== undefined && { file }) });
}

function decode(path: string, bytes: Buffer): string {
  try {
    // With its mark kept: what is expected at the beginning then is not found there.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new BagFault('manifest', msg`The file ${path} isn’t UTF-8.`, { cause, file: path });
  }
}

/** The lines of a tag file; the last one may end or not. */
export function linesOf(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
