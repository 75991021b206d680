import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Sealed, sealBag } from '../../src/evidence/bag';
import type { CollectionFacts } from '../../src/evidence/collection-record';
import { StoredZip } from '../../src/evidence/stored-zip';
import { readZip } from './read-zip';

/** The files of a bag by their path below its folder. */
export type Bag = Map<string, Buffer>;

export const name = 'C-7F3K2-1';

export const facts: CollectionFacts = {
  collectionId: 'C-7F3K2',
  packageId: 'C-7F3K2/1',
  actionId: '5382f7ea-7557-4ab7-9782-d50480024a4e',
  machine: { id: '1e5bc9d7e413ddd7902c2932e418702b84d0cc07', name: 'ws-042.contoso.example' },
  requestedBy: { objectId: '0f9b1c1e-7a0e-4d63-9a55-3c1f0a2b4d5e', name: 'Mia Meyer' },
  approvedBy: {
    objectId: '5d1c7a0e-1111-4d63-9a55-3c1f0a2b4d5e',
    name: 'Lee Novak',
    at: '2026-11-20T09:00:30.000Z',
  },
  reason: 'lsass alert',
  incidentIds: ['4711'],
  alertIds: ['da637000000000000000_1'],
  times: { askedAt: '2026-11-20T09:00:00.000Z', sealedAt: '2026-11-20T09:10:00.000Z' },
  tool: { name: 'Bailiff', version: '0.1.0' },
  journal: { sequence: 42, hash: 'a'.repeat(64) },
};

export const payload = Buffer.from('PK, or what Defender handed out\r\n'.repeat(100));

/** Seals a payload in memory, in pieces of the size. */
export async function seal(
  content: Buffer = payload,
  pieceBytes = 1000,
): Promise<{ zip: Buffer; sealed: Sealed }> {
  const written: Buffer[] = [];
  const sealed = await sealBag({
    name,
    payload: pieces(content, pieceBytes),
    facts,
    // Copied, because the block is used again.
    out: async (bytes) => void written.push(Buffer.from(bytes)),
  });
  return { zip: Buffer.concat(written), sealed };
}

export async function* pieces(content: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}

/** The files of a freshly sealed bag. */
export async function freshBag(): Promise<Bag> {
  const entries = await readZip((await seal()).zip);
  return new Map([...entries].map(([path, content]) => [path.slice(name.length + 1), content]));
}

export function writeBag(folder: string, bag: Bag): void {
  for (const [path, content] of bag) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

/** A zip of the bag, under names that may be anything. */
export function zipBag(bag: Bag, root = name): Buffer {
  return zipOf([...bag].map(([path, content]) => [`${root}/${path}`, content]));
}

export function zipOf(files: readonly (readonly [string, Buffer])[]): Buffer {
  const zip = new StoredZip();
  return Buffer.concat([...files.map(([path, content]) => zip.file(path, content)), zip.end()]);
}

/** Writes all lists anew, so that a damage shows for what it is and not as a wrong checksum. */
export function relist(bag: Bag): Bag {
  for (const algorithm of ['sha256', 'sha512']) {
    if (!bag.has(`manifest-${algorithm}.txt`)) continue;
    bag.set(`manifest-${algorithm}.txt`, list(bag, { algorithm, of: (path) => isPayload(path) }));
  }
  return relistTags(bag);
}

export function relistTags(bag: Bag): Bag {
  const of = (path: string) => !isPayload(path) && !path.startsWith('tagmanifest-');
  for (const algorithm of ['sha256', 'sha512']) {
    if (!bag.has(`tagmanifest-${algorithm}.txt`)) continue;
    bag.set(`tagmanifest-${algorithm}.txt`, list(bag, { algorithm, of }));
  }
  return bag;
}

function isPayload(path: string): boolean {
  return path.startsWith('data/');
}

function list(
  bag: Bag,
  { algorithm, of }: { algorithm: string; of: (path: string) => boolean },
): Buffer {
  const rows = [...bag]
    .filter(([path]) => of(path))
    .map(([path, content]) => `${createHash(algorithm).update(content).digest('hex')}  ${path}\n`);
  return Buffer.from(rows.join(''));
}
