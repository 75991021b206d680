import { stat } from 'node:fs/promises';
import { english, msg } from '../language/language';
import type { BagContents } from './bag-contents';
import { checkOxum, readBagInfo, readDeclaration } from './bag-tags';
import { assertSealedForm, checkCollection, hasRecord, namesProfile } from './check-collection';
import { checkSums } from './check-sums';
import type { CollectionRecord } from './collection-record';
import type { Dialect } from './dialect';
import { checkFetch } from './fetch-list';
import { isWeak, type Manifest, readManifests } from './manifest';
import { openUnpackedBag } from './unpacked-bag';
import { BagError, type Progress, type Verdict } from './verdict';
import { openZippedBag } from './zipped-bag';

export interface VerifyOptions {
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * Validates a bag, zipped or unpacked, against RFC 8493 and, when Bailiff sealed it, against the
 * sealed-package profile. Works offline. Stops at the first error.
 * @throws {NodeJS.ErrnoException} if the path cannot be read
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
    if (!(error instanceof BagError)) throw error;
    const { kind, words, file } = error;
    return { valid: false, fault: { kind, words, ...(file !== undefined && { file }) } };
  }
}

async function check(contents: BagContents, tell: (progress: Progress) => void): Promise<Verdict> {
  const dialect = await readDeclaration(contents);
  const isOurs = hasRecord(contents);
  if (isOurs) assertSealedForm(contents, dialect);
  const info = await readBagInfo(contents, dialect);
  const sealed = isOurs || namesProfile(info);
  if (sealed) assertSealedForm(contents, dialect);
  if (!contents.hasPayload)
    throw new BagError('missing', msg`There is no folder data: a bag without a payload.`);
  await checkFetch(contents, dialect);
  const manifests = await readManifests(contents, dialect);
  if (isWeak(manifests)) assertMayBeWeak(sealed, dialect);
  expectListed(contents, manifests, dialect);
  const payload = payloadOf(contents);
  checkOxum(info, payload);
  await checkSums(contents, manifests, tell);
  const record = sealed ? await checkCollection(contents, manifests) : undefined;
  return {
    valid: true,
    version: dialect.version,
    ...payload,
    algorithms: manifests.filter(({ of }) => of === 'payload').map(({ algorithm }) => algorithm),
    ...(record && { collection: summaryOf(record) }),
    notes: sealed ? [] : [...notesOf(contents, manifests), ...dialect.notes],
  };
}

/** RFC 8493 allows MD5 and SHA-1; a sealed package never has them alone. */
function assertMayBeWeak(sealed: boolean, { notes }: Dialect): void {
  if (sealed)
    throw new BagError(
      'algorithm',
      msg`All payload manifests are MD5 or SHA-1, which prove nothing.`,
    );
  notes.add(english`All payload manifests are MD5 or SHA-1: they show accidents, not forgery.`);
}

/** Every listed file exists, and every payload file is listed: in RFC 8493 by each manifest. */
function expectListed(
  { files }: BagContents,
  manifests: readonly Manifest[],
  { isDraft }: Dialect,
): void {
  for (const { file, sums } of manifests)
    for (const path of sums.keys())
      if (!files.has(path))
        throw new BagError('missing', msg`${path} is missing; ${file} lists it.`, { file: path });
  const lists = manifests.filter(({ of }) => of === 'payload');
  for (const path of files.keys()) {
    if (!path.startsWith('data/')) continue;
    const without = lists.filter(({ sums }) => !sums.has(path));
    if (isDraft ? without.length === lists.length : without.length > 0)
      throw new BagError('extra', msg`${path} is in the payload, but not in ${without[0]!.file}.`, {
        file: path,
      });
  }
  if (isDraft) return;
  for (const { file, of, sums } of manifests) {
    if (of !== 'tags') continue;
    for (const list of lists)
      if (!sums.has(list.file))
        throw new BagError('manifest', msg`${file} doesn’t list ${list.file}.`, { file });
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
