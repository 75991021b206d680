import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { msg } from '../language/language';
import { assertDistinct, assertInside, type BagContents, type BagEntry } from './bag-contents';
import { BagError } from './verdict';
import { OpenZip, type ZipEntry, type ZipLimits, ZipRejectedError } from './zip-file';

// Generous, because other tools make bags with many files and logs compress well.
const limits: ZipLimits = {
  entries: 1_000_000,
  entryBytes: 2 ** 42,
  totalBytes: 2 ** 43,
  ratio: 1032,
};

/** Opens a zipped bag. The zip must hold exactly one top-level folder, named like the zip. */
export async function openZippedBag(path: string): Promise<BagContents> {
  const handle = await open(path, 'r');
  try {
    const zip = await OpenZip.open(handle, limits);
    zip.assertSound();
    const root = rootOf(zip.entries, basename(path).replace(/\.zip$/i, ''));
    const files = new Map<string, BagEntry>();
    for (const entry of zip.entries) {
      await expectOneName(zip, entry);
      const inside = entry.name.slice(root.length + 1);
      if (entry.kind === 'file') files.set(inside, reader(zip, entry));
    }
    const hasPayload = zip.entries.some(({ name }) => name.startsWith(`${root}/data/`));
    return { files, hasPayload, close: () => closeBoth(zip, handle) };
  } catch (error) {
    await handle.close();
    throw explain(error);
  }
}

function rootOf(entries: readonly ZipEntry[], expected: string): string {
  for (const entry of entries) expectPlain(entry);
  assertDistinct(entries.map(({ name }) => name.replace(/\/$/, '')));
  const roots = [...new Set(entries.map(({ name }) => name.split('/')[0] ?? ''))];
  const [root] = roots;
  if (root === undefined) throw new BagError('zip', msg`The zip is empty.`);
  if (roots.length > 1)
    throw new BagError('zip', msg`The zip holds ${roots.length} items at its top, not one folder.`);
  if (entries.some(({ name, kind }) => name === root && kind === 'file'))
    throw new BagError('zip', msg`The zip holds a file where the folder of the bag should be.`);
  if (root !== expected)
    throw new BagError(
      'zip',
      msg`The zip is called ${expected}, but the folder inside ${root}: a renamed bag. Give it its name back.`,
    );
  return root;
}

function expectPlain({ name, kind, encrypted }: ZipEntry): void {
  assertInside(name);
  if (kind === 'link' || kind === 'special')
    throw new BagError('zip', msg`${name} isn’t a file but a link or a device.`, { file: name });
  if (encrypted) throw new BagError('zip', msg`${name} is encrypted.`, { file: name });
}

async function expectOneName(zip: OpenZip, entry: ZipEntry): Promise<void> {
  if ((await zip.nameInFront(entry)) !== entry.name)
    throw new BagError('zip', msg`The zip has two names for the file ${entry.name}.`, {
      file: entry.name,
    });
}

function reader(zip: OpenZip, entry: ZipEntry): BagEntry {
  return { size: entry.size, read: () => zip.read(entry) };
}

async function closeBoth(zip: OpenZip, handle: { close(): Promise<void> }): Promise<void> {
  zip.close();
  await handle.close();
}

function explain(error: unknown): unknown {
  if (!(error instanceof ZipRejectedError)) return error;
  return new BagError('zip', msg`The file ${error.words}.`, { cause: error });
}
