import { open } from 'node:fs/promises';
import { msg, type StoredMessage } from '../language/language';
import { payloadPath } from './collection-record';
import type { FirstLook } from './first-look';
import { PackageReader } from './package-reader';
import { hostilePath } from './path-error';
import { readPackage } from './read-package';
import { OpenZip, type ZipEntry, type ZipLimits, ZipRejectedError } from './zip-file';

const gigabyte = 1024 ** 3;
const limits: ZipLimits = {
  entries: 20_000,
  entryBytes: 8 * gigabyte,
  totalBytes: 16 * gigabyte,
  ratio: 200,
  hollow: /\.(evtx|etl)$/i,
};
const timeoutMs = 30_000;

export interface LookOptions {
  /** Ends the look; after half a minute it ends by itself. */
  readonly signal?: AbortSignal;
}

/**
 * Looks into a package, or into the one inside a sealed bag, without unpacking anything to disk and
 * within bounds. Never throws for what the package holds: one that is damaged or hostile is
 * `readable: false`, with the reason.
 */
export async function lookInside(path: string, options: LookOptions = {}): Promise<FirstLook> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
  try {
    return await look(path, signal);
  } catch (error) {
    return { readable: false, why: whyNot(error, signal), cause: error };
  }
}

function whyNot(error: unknown, signal: AbortSignal): StoredMessage {
  if (error instanceof ZipRejectedError) return error.words;
  if (signal.aborted) return msg`takes too long to look through`;
  // A bug of ours or of a library must not cost the story its evidence.
  return msg`couldn’t be scanned`;
}

async function look(path: string, signal: AbortSignal): Promise<FirstLook> {
  const handle = await open(path, 'r');
  try {
    const outer = await OpenZip.open(handle, limits);
    const bagged = await findPayload(outer);
    const zip = bagged ? await OpenZip.open(handle, limits, bagged) : outer;
    try {
      expectHarmless(zip.entries);
      return await readPackage(new PackageReader(zip, signal));
    } finally {
      zip.close();
      if (bagged) outer.close();
    }
  } finally {
    await handle.close();
  }
}

/** The package lies in a sealed bag as it came: it is read in its place. */
async function findPayload(zip: OpenZip) {
  const payload = zip.entries.find(({ name }) => /^[^/]+\/(.*)$/.exec(name)?.[1] === payloadPath);
  const isBag = zip.entries.some(({ name }) => /^[^/]+\/bagit\.txt$/.test(name));
  return payload?.stored && isBag ? zip.rangeOf(payload) : undefined;
}

/** What no collection makes, and what would harm the analyst who unpacks it. */
function expectHarmless(entries: readonly ZipEntry[]): void {
  const seen = new Set<string>();
  for (const { name, kind, encrypted } of entries) {
    const fault = hostilePath(name);
    if (fault) throw new ZipRejectedError(msg`holds a harmful file: it ${fault}`);
    if (seen.has(name)) throw new ZipRejectedError(msg`holds two files of one name`);
    if (kind === 'link' || kind === 'special')
      throw new ZipRejectedError(msg`holds a link or a device`);
    if (encrypted) throw new ZipRejectedError(msg`holds an encrypted file`);
    seen.add(name);
  }
}
