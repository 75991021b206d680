import { createHash } from 'node:crypto';
import { msg } from '../language/language';
import { type BagContents, type BagEntry, unreadable } from './bag-contents';
import { Blocks } from './blocks';
import { Digests } from './digests';
import type { Algorithm, Manifest } from './manifest';
import { BagFault, type Progress } from './verdict';

// From here on two threads are worth starting.
const largeBytes = 8 * 1024 * 1024;

type Sums<Name extends Algorithm> = Readonly<Record<Name, string>>;

/** Reads every listed file once and compares it with all lists that name it. */
export async function checkSums(
  contents: BagContents,
  manifests: readonly Manifest[],
  tell: (progress: Progress) => void,
): Promise<void> {
  const listed = [...new Set(manifests.flatMap(({ sums }) => [...sums.keys()]))];
  const total = listed.reduce((sum, path) => sum + (contents.files.get(path)?.size ?? 0), 0);
  let done = 0;
  for (const file of listed) {
    const entry = contents.files.get(file);
    if (!entry) continue;
    const naming = manifests.filter(({ sums }) => sums.has(file));
    const before = done;
    const sums = await sumsOf(entry, {
      algorithms: [...new Set(naming.map(({ algorithm }) => algorithm))],
      tell: (read) => tell({ done: before + read, total, file }),
    }).catch((cause: unknown) => {
      throw unreadable(cause, msg`${file} can’t be read to the end.`, file);
    });
    for (const manifest of naming)
      if (sums[manifest.algorithm] !== manifest.sums.get(file))
        throw new BagFault(
          'changed',
          msg`${file} isn’t what ${manifest.file} says: it was changed.`,
          {
            file,
          },
        );
    done += entry.size;
    tell({ done, total, file });
  }
}

interface Wish<Name extends Algorithm> {
  readonly algorithms: readonly Name[];
  readonly tell?: (bytesRead: number) => void;
}

/** Reads a file once; a large one is hashed beside the main thread. */
export async function sumsOf<Name extends Algorithm>(
  entry: BagEntry,
  wish: Wish<Name>,
): Promise<Sums<Name>> {
  if (entry.size >= largeBytes) return sumsInThreads(entry, wish);
  const hashes = wish.algorithms.map((name) => [name, createHash(name)] as const);
  for await (const piece of await entry.read()) for (const [, hash] of hashes) hash.update(piece);
  return Object.fromEntries(hashes.map(([name, hash]) => [name, hash.digest('hex')])) as Sums<Name>;
}

/** A thread for each algorithm: SHA-512 alone takes as long as reading and the others together. */
async function sumsInThreads<Name extends Algorithm>(
  entry: BagEntry,
  { algorithms, tell }: Wish<Name>,
): Promise<Sums<Name>> {
  const threads = algorithms.map((name) => new Digests({ [name]: name }));
  const blocks = new Blocks(async (block) => {
    await Promise.all(threads.map((thread) => thread.add(block)));
  });
  try {
    for await (const piece of await entry.read()) {
      await blocks.add(piece);
      tell?.(blocks.size);
    }
    await blocks.drain();
    const sums = await Promise.all(threads.map((thread) => thread.end()));
    return Object.assign({}, ...sums) as Sums<Name>;
  } finally {
    await blocks.settle();
    await Promise.all(threads.map((thread) => thread.close()));
  }
}
