import { msg, type StoredSentence } from '../language/language';
import { type BagContents, readTagFile } from './bag-contents';
import { profileId } from './bag-files';
import type { BagInfo } from './bag-tags';
import { CollectionRecord } from './collection-record';
import type { Manifest } from './manifest';
import { BagFault } from './verdict';

const file = 'collection.json';
// What a sealed package has to hold besides its payload; the same list is in our BagIt profile.
const required = [
  'bag-info.txt',
  'manifest-sha256.txt',
  'manifest-sha512.txt',
  'tagmanifest-sha256.txt',
  'tagmanifest-sha512.txt',
  file,
  'case.jsonld',
];

/** Whether the bag claims to be one of ours; then more is expected of it than of any bag. */
export function isSealedPackage(info: BagInfo, contents: BagContents): boolean {
  return (
    (info.get('bagit-profile-identifier') ?? []).includes(profileId) || contents.files.has(file)
  );
}

/**
 * Checks what only a sealed package has.
 * @throws {BagFault} a file is missing or not covered, or collection.json speaks of other bytes
 */
export async function checkCollection(
  contents: BagContents,
  manifests: readonly Manifest[],
): Promise<CollectionRecord> {
  for (const name of required)
    if (!contents.files.has(name))
      throw new BagFault('missing', msg`${name} is missing from this sealed package.`, {
        file: name,
      });
  expectCovered(contents, manifests);
  const record = await readRecord(contents);
  expectSamePayload(record, { contents, manifests });
  return record;
}

/** A file that no list names could be changed unseen. */
function expectCovered(contents: BagContents, manifests: readonly Manifest[]): void {
  const lists = manifests.filter(({ of }) => of === 'tags');
  for (const path of contents.files.keys()) {
    if (path.startsWith('data/') || /^tagmanifest-[^/]*$/.test(path)) continue;
    const list = lists.find(({ sums }) => !sums.has(path));
    if (list)
      throw new BagFault('extra', msg`${path} is in the bag, but not in ${list.file}.`, {
        file: path,
      });
  }
}

/** @throws {BagFault} collection.json is missing, or is not what its schema asks for */
export async function readRecord(contents: BagContents): Promise<CollectionRecord> {
  const text = await readTagFile(contents, file);
  const json = parse(text);
  const read = CollectionRecord.safeParse(json);
  if (read.success) return read.data;
  throw new BagFault('collection', faultIn(json, read.error.issues[0]?.path ?? []), { file });
}

/** In words of ours: the checker's own are English, and about types. */
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
    throw new BagFault('collection', msg`collection.json isn’t JSON.`, { cause, file });
  }
}

function expectSamePayload(
  record: CollectionRecord,
  { contents, manifests }: { contents: BagContents; manifests: readonly Manifest[] },
): void {
  const entry = contents.files.get(record.payload);
  if (!entry || !record.payload.startsWith('data/'))
    throw new BagFault('collection', msg`collection.json names a package that isn’t there.`, {
      file,
    });
  if (entry.size !== record.size)
    throw new BagFault('collection', msg`collection.json says another size of the package.`, {
      file,
    });
  for (const { of, algorithm, sums } of manifests) {
    if (of !== 'payload' || (algorithm !== 'sha256' && algorithm !== 'sha512')) continue;
    if (record[algorithm] !== sums.get(record.payload))
      throw new BagFault(
        'collection',
        msg`collection.json says another ${algorithm} of the package.`,
        {
          file,
        },
      );
  }
}
