import { open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { syncFolder } from './folders';
import { PackageWriter, type Written } from './package-writer';

// Our own ids only: never a name that somebody else chose.
const packageName = /^(C-[0-9A-HJKMNP-TV-Z]{5})\/([1-9]\d{0,3})$/;

const Kept = z.object({
  size: z.number(),
  sha256: z.string().length(64),
  sha512: z.string().length(128),
});
const Half = z.object({ etag: z.string(), durable: z.int().positive() });

/** The beginning of a package: which one, and how much of it is safely on the disk. */
export type Half = z.infer<typeof Half>;

/** The files of one package, side by side in one folder. */
export interface PackageFiles {
  /** `C-7F3K2-1.zip`, relative to the store. */
  readonly name: string;
  readonly zip: string;
  /** Size and hashes of `zip`. */
  readonly record: string;
  readonly part: string;
  /** The etag of what `part` is the beginning of. */
  readonly partRecord: string;
}

export function filesOf(folder: string, packageId: string): PackageFiles {
  const [, collection, number] = packageName.exec(packageId) ?? [];
  if (!collection) throw new Error(`not the id of a package: ${packageId}`);
  const name = `${collection}-${number}.zip`;
  const zip = join(folder, name);
  return { name, zip, record: `${zip}.json`, part: `${zip}.part`, partRecord: `${zip}.part.json` };
}

/**
 * What is known of a complete file. A crash between the file and its record, or a record that
 * doesn't fit, leaves doubt: then the file itself is read again.
 */
export async function complete(files: PackageFiles): Promise<Written | undefined> {
  const found = await stat(files.zip).catch(() => undefined);
  if (!found) return undefined;
  const record = await readJson(files.record, Kept);
  if (record?.size === found.size) return record;
  // A file that has lost or gained bytes since its record is not the evidence that was kept.
  if (record) return undefined;

  const reader = await PackageWriter.resume(files.zip);
  const written = await reader.finish();
  await writeDurably(files.record, written);
  return written;
}

/** The half file of an earlier try, hashed up to where it is safe, ready to go on. */
export async function resumeHalf(
  files: PackageFiles,
): Promise<{ readonly writer: PackageWriter; readonly etag: string } | undefined> {
  const half = await readJson(files.partRecord, Half);
  const found = await stat(files.part).catch(() => undefined);
  if (!half || !found || found.size < half.durable) return undefined;
  return { writer: await PackageWriter.resume(files.part, half.durable), etag: half.etag };
}

export async function noteHalf(files: PackageFiles, half: Half): Promise<void> {
  await writeDurably(files.partRecord, half);
}

/** Shows a finished file under its name: from here on it is evidence. */
export async function publish(
  folder: string,
  files: PackageFiles,
  written: Written,
): Promise<void> {
  await writeDurably(files.record, written);
  await rename(files.part, files.zip);
  await syncFolder(folder);
  await rm(files.partRecord, { force: true });
}

export async function dropHalf(files: PackageFiles): Promise<void> {
  await rm(files.part, { force: true });
  await rm(files.partRecord, { force: true });
}

/** Removes half files that nobody came back for. */
export async function sweep(folder: string, before: Date): Promise<string[]> {
  const swept: string[] = [];
  for (const name of await readdir(folder)) {
    if (!/\.(part|part\.json|new)$/.test(name)) continue;
    const { mtime } = await stat(join(folder, name));
    if (mtime >= before) continue;
    await rm(join(folder, name), { force: true });
    swept.push(name);
  }
  return swept;
}

async function readJson<T>(path: string, shape: z.ZodType<T>): Promise<T | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return shape.safeParse(JSON.parse(text)).data;
  } catch (error) {
    // Cut off by a crash: as good as not there.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function writeDurably(path: string, content: object): Promise<void> {
  const handle = await open(`${path}.new`, 'w', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(content)}\n`);
    await handle.datasync();
  } finally {
    await handle.close();
  }
  await rename(`${path}.new`, path);
}
