import { msg, type StoredSentence } from '../language/language';
import { type BagContents, readTagFile } from './bag-contents';
import { profileId } from './bag-files';
import type { BagInfo } from './bag-tags';
import { CollectionRecord } from './collection-record';
import type { Dialect } from './dialect';
import type { Manifest } from './manifest';
import { BagError } from './verdict';

const file = 'collection.json';
// Required tag files of a sealed package. `docs/bagit-profile.json` has the same list.
const required = [
  'bag-info.txt',
  'manifest-sha256.txt',
  'manifest-sha512.txt',
  'tagmanifest-sha256.txt',
  'tagmanifest-sha512.txt',
  file,
  'case.jsonld',
];

/** True when the bag holds the record of a collection, which makes the stricter checks apply. */
export function hasRecord({ files }: BagContents): boolean {
  return files.has(file);
}

/** True when bag-info.txt claims to be sealed by Bailiff, with the same effect. */
export function namesProfile(info: BagInfo): boolean {
  return (info.get('bagit-profile-identifier') ?? []).includes(profileId);
}

/**
 * A sealed package is RFC 8493, UTF-8 and complete: no older version relaxes its checks.
 * @throws {BagError} otherwise
 */
export function assertSealedForm({ files }: BagContents, { encoding, version }: Dialect): void {
  if (version !== '1.0' || encoding !== 'utf-8')
    throw new BagError(
      'bagit',
      msg`bagit.txt says version ${version} and encoding ${encoding}; a sealed package has 1.0 and UTF-8.`,
      { file: 'bagit.txt' },
    );
  if (files.has('fetch.txt'))
    throw new BagError('fetch', msg`Parts of the payload are elsewhere: the bag has a fetch.txt.`, {
      file: 'fetch.txt',
    });
}

/**
 * Checks the parts that only a sealed package has.
 * @throws {BagError} if a file is missing or uncovered, or collection.json describes other bytes
 */
export async function checkCollection(
  contents: BagContents,
  manifests: readonly Manifest[],
): Promise<CollectionRecord> {
  for (const name of required)
    if (!contents.files.has(name))
      throw new BagError('missing', msg`${name} is missing from this sealed package.`, {
        file: name,
      });
  expectCovered(contents, manifests);
  const record = await readRecord(contents);
  expectSamePayload(record, { contents, manifests });
  return record;
}

/** A file outside all tag manifests could change undetected. */
function expectCovered(contents: BagContents, manifests: readonly Manifest[]): void {
  const lists = manifests.filter(({ of }) => of === 'tags');
  for (const path of contents.files.keys()) {
    if (path.startsWith('data/') || /^tagmanifest-[^/]*$/.test(path)) continue;
    const list = lists.find(({ sums }) => !sums.has(path));
    if (list)
      throw new BagError('extra', msg`${path} is in the bag, but not in ${list.file}.`, {
        file: path,
      });
  }
}

/** @throws {BagError} if collection.json is missing or does not match its schema */
export async function readRecord(contents: BagContents): Promise<CollectionRecord> {
  const text = await readTagFile(contents, file);
  const json = parse(text);
  const read = CollectionRecord.safeParse(json);
  if (read.success) return read.data;
  throw new BagError('collection', faultIn(json, read.error.issues[0]?.path ?? []), { file });
}

/** Describes the first schema issue. Zod's own messages are English only and about types. */
function faultIn(json: unknown, path: readonly PropertyKey[]): StoredSentence {
  const name = path.map(String).join('.');
  if (name === '') return msg`collection.json holds no record of a collection.`;
  let found = json;
  for (const step of path) found = (found as Record<PropertyKey, unknown> | null)?.[step];
  return found === undefined
    ? msg`collection.json doesn’t say ${name}.`
    : msg`collection.json says something as ${name} that can’t be.`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new BagError('collection', msg`collection.json isn’t JSON.`, { cause, file });
  }
}

function expectSamePayload(
  record: CollectionRecord,
  { contents, manifests }: { contents: BagContents; manifests: readonly Manifest[] },
): void {
  const entry = contents.files.get(record.payload);
  if (!entry || !record.payload.startsWith('data/'))
    throw new BagError('collection', msg`collection.json names a package that isn’t there.`, {
      file,
    });
  if (entry.size !== record.size)
    throw new BagError('collection', msg`collection.json says another size of the package.`, {
      file,
    });
  for (const { of, algorithm, sums } of manifests) {
    if (of !== 'payload' || (algorithm !== 'sha256' && algorithm !== 'sha512')) continue;
    if (record[algorithm] !== sums.get(record.payload))
      throw new BagError(
        'collection',
        msg`collection.json says another ${algorithm} of the package.`,
        {
          file,
        },
      );
  }
}
