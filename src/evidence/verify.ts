import { stat } from 'node:fs/promises';
import { english, msg } from '../language/language';
import type { BagContents } from './bag-contents';
import { checkDeclaration, checkOxum, readBagInfo } from './bag-tags';
import { checkCollection, isSealedPackage } from './check-collection';
import { checkSums } from './check-sums';
import type { CollectionRecord } from './collection-record';
import { type Manifest, readManifests } from './manifest';
import { openUnpackedBag } from './unpacked-bag';
import { BagFault, type Progress, type Verdict } from './verdict';
import { openZippedBag } from './zipped-bag';

export interface VerifyOptions {
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * Checks a bag, zipped or unpacked, by RFC 8493 and, where Bailiff sealed it, by what a sealed
 * package has to hold. Needs nothing but the bag. Stops at the first fault.
 * @throws what the disk says when there is nothing to read at the path
 */
export async function verifyBag(
  path: string,
  { onProgress = () => {} }: VerifyOptions = {},
): Promise<Verdict> {
  const isFolder = (await stat(path)).isDirectory();
  try {
    const contents = await (isFolder ? openUnpackedBag(path) : openZippedBag(path));
    try {
      return await check(contents, onProgress);
    } finally {
      await contents.close();
    }
  } catch (error) {
    if (!(error instanceof BagFault)) throw error;
    const { kind, words, file } = error;
    return { valid: false, fault: { kind, words, ...(file !== undefined && { file }) } };
  }
}

async function check(contents: BagContents, tell: (progress: Progress) => void): Promise<Verdict> {
  await checkDeclaration(contents);
  expectComplete(contents);
  const manifests = await readManifests(contents);
  expectListed(contents, manifests);
  const info = await readBagInfo(contents);
  const payload = payloadOf(contents);
  checkOxum(info, payload);
  await checkSums(contents, manifests, tell);
  const sealed = isSealedPackage(info, contents);
  const record = sealed ? await checkCollection(contents, manifests) : undefined;
  return {
    valid: true,
    ...payload,
    algorithms: manifests.filter(({ of }) => of === 'payload').map(({ algorithm }) => algorithm),
    ...(record && { collection: summaryOf(record) }),
    notes: sealed ? [] : notesOf(contents, manifests),
  };
}

function expectComplete(contents: BagContents): void {
  if (!contents.hasPayload)
    throw new BagFault('missing', msg`There is no folder data: a bag without a payload.`);
  if (contents.files.has('fetch.txt'))
    throw new BagFault('fetch', msg`Parts of the payload are elsewhere: the bag has a fetch.txt.`, {
      file: 'fetch.txt',
    });
}

/** Every payload file in every list of them, and nothing listed that is not there. */
function expectListed({ files }: BagContents, manifests: readonly Manifest[]): void {
  const payload = [...files.keys()].filter((path) => path.startsWith('data/'));
  for (const { file, of, sums } of manifests) {
    for (const path of sums.keys())
      if (!files.has(path))
        throw new BagFault('missing', msg`${path} is missing; ${file} lists it.`, { file: path });
    if (of === 'tags') continue;
    for (const path of payload)
      if (!sums.has(path))
        throw new BagFault('extra', msg`${path} is in the payload, but not in ${file}.`, {
          file: path,
        });
  }
  for (const { file, of, sums } of manifests) {
    if (of !== 'tags') continue;
    for (const list of manifests)
      if (list.of === 'payload' && !sums.has(list.file))
        throw new BagFault('manifest', msg`${file} doesn’t list ${list.file}.`, { file });
  }
}

function payloadOf({ files }: BagContents): { files: number; bytes: number } {
  const sizes = [...files].flatMap(([path, { size }]) => (path.startsWith('data/') ? [size] : []));
  return { files: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

function notesOf({ files }: BagContents, manifests: readonly Manifest[]): string[] {
  const lists = manifests.filter(({ of }) => of === 'tags');
  const uncovered = [...files.keys()].filter(
    (path) =>
      !path.startsWith('data/') &&
      !path.startsWith('tagmanifest-') &&
      !lists.some(({ sums }) => sums.has(path)),
  );
  return [
    english`This bag was not sealed by Bailiff: it says nothing about where the payload comes from.`,
    ...uncovered.map((path) => english`${path} is covered by no tag manifest.`),
  ];
}

function summaryOf(record: CollectionRecord) {
  return {
    collectionId: record.collectionId,
    actionId: record.actionId,
    machineId: record.machine.id,
    requestedBy: record.requestedBy.name,
    sha256: record.sha256,
  };
}
