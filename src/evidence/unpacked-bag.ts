import { constants } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { msg } from '../language/language';
import { type BagContents, type BagEntry, expectDistinct, expectInside } from './bag-contents';
import { BagFault } from './verdict';
import { readRange } from './zip-slice';

/** A bag as a folder on disk. Links are not followed: what they lead to is not in the bag. */
export async function openUnpackedBag(folder: string): Promise<BagContents> {
  const files = new Map<string, BagEntry>();
  await walk({ folder, inside: '', files });
  expectDistinct(files.keys());
  const payload = await lstat(join(folder, 'data')).catch(() => undefined);
  return { files, hasPayload: payload?.isDirectory() ?? false, close: async () => {} };
}

interface Walk {
  readonly folder: string;
  readonly inside: string;
  readonly files: Map<string, BagEntry>;
}

async function walk({ folder, inside, files }: Walk): Promise<void> {
  for (const found of await readdir(join(folder, inside), { withFileTypes: true })) {
    const path = inside ? `${inside}/${found.name}` : found.name;
    expectInside(path);
    if (found.isDirectory()) await walk({ folder, inside: path, files });
    else if (found.isFile()) files.set(path, await entryOf(join(folder, path)));
    else
      throw new BagFault('path', msg`${path} isn’t a file but a link or a device.`, {
        file: path,
      });
  }
}

/** A file on disk, as a bag would hold it. */
export async function entryOf(path: string): Promise<BagEntry> {
  const { size } = await lstat(path);
  return { size, read: async () => readFile(path, size) };
}

async function* readFile(path: string, size: number): AsyncGenerator<Buffer> {
  // A link that took the file's place since is not followed either.
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    yield* readRange(handle, { begin: 0, size });
  } finally {
    await handle.close();
  }
}
