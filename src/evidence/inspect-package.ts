import { type FileHandle, open } from 'node:fs/promises';
import { msg } from '../language/language';
import type { FirstLook, SkippedFile } from './first-look';
import { PackageReader } from './package-reader';
import { payloadPath } from './payload-path';
import { readPackage } from './read-package';
import { readableEntries } from './readable-entries';
import { type FileRange, OpenZip, type ZipLimits, ZipRejectedError } from './zip-file';

const gigabyte = 1024 ** 3;
const limits: ZipLimits = {
  entries: 20_000,
  entryBytes: 8 * gigabyte,
  totalBytes: 16 * gigabyte,
  ratio: 200,
  hollow: /\.(evtx|etl)$/i,
};

/**
 * Inspects a package, or the one inside a sealed bag, without unpacking it. Skips what is damaged or
 * hostile and reads the rest. Never throws: returns `readable: false` if nothing can be read.
 *
 * Parses untrusted bytes: call it through `inspectInThread`.
 */
export async function inspectPackage(path: string): Promise<FirstLook> {
  try {
    const handle = await open(path, 'r');
    try {
      return await inspect(handle);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    const why = cause instanceof ZipRejectedError ? cause.words : msg`couldn’t be scanned`;
    return { readable: false, why, cause };
  }
}

async function inspect(handle: FileHandle): Promise<FirstLook> {
  const outer = await openPackage(handle, { begin: 0, size: (await handle.stat()).size });
  const payload = await findPayload(outer.zip);
  const { zip, skipped } = payload ? await openPackage(handle, payload) : outer;
  try {
    const { entries, skipped: unfit } = readableEntries(zip);
    return await readPackage(new PackageReader(zip, entries, [...skipped, ...unfit]));
  } finally {
    zip.close();
    outer.zip.close();
  }
}

async function openPackage(handle: FileHandle, range: FileRange) {
  const skipped: SkippedFile[] = [];
  const size = await OpenZip.sizeWithoutTail(handle, range);
  if (size < range.size)
    skipped.push({ file: '', why: msg`holds ${range.size - size} bytes behind its end` });
  return { zip: await OpenZip.open(handle, limits, { ...range, size }), skipped };
}

/** Locates the package in a sealed bag, where it is stored uncompressed. */
async function findPayload(zip: OpenZip): Promise<FileRange | undefined> {
  const payload = zip.entries.find(({ name }) => /^[^/]+\/(.*)$/.exec(name)?.[1] === payloadPath);
  const isBag = zip.entries.some(({ name }) => /^[^/]+\/bagit\.txt$/.test(name));
  return payload?.stored && isBag ? zip.rangeOf(payload) : undefined;
}
