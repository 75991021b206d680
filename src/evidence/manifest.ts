import { msg, type StoredSentence } from '../language/language';
import { assertDistinct, type BagContents, linesOf, readTagFile } from './bag-contents';
import type { Dialect } from './dialect';
import { ListedPaths } from './listed-paths';
import { BagError } from './verdict';

/** One checksum manifest. */
export interface Manifest {
  readonly file: string;
  readonly algorithm: Algorithm;
  /** Payload manifest or tag manifest. */
  readonly of: 'payload' | 'tags';
  /** Checksums in lower case, by path. */
  readonly sums: ReadonlyMap<string, string>;
}

// Hex digits per supported algorithm. Node uses the same names.
const digits = { md5: 32, sha1: 40, sha224: 56, sha256: 64, sha384: 96, sha512: 128 } as const;
export type Algorithm = keyof typeof digits;

// Files with a wished MD5 or SHA-1 can be made: alone they prove nothing.
const weak: readonly Algorithm[] = ['md5', 'sha1'];

/** @throws {BagError} if a manifest is malformed or its algorithm unknown, or none exists */
export async function readManifests(contents: BagContents, dialect: Dialect): Promise<Manifest[]> {
  const manifests: Manifest[] = [];
  const paths = new ListedPaths(contents, dialect);
  for (const file of contents.files.keys())
    if (/^(tag)?manifest-[^/]*$/i.test(file)) {
      const heading = headingOf(file);
      const text = await readTagFile(contents, file, dialect.encoding);
      manifests.push({ ...heading, sums: readSums(text, heading, paths) });
    }
  const payload = manifests.filter((manifest) => manifest.of === 'payload');
  if (payload.length === 0)
    throw new BagError('missing', msg`There is no payload manifest such as manifest-sha256.txt.`);
  return manifests;
}

/** True when every payload manifest could be forged. */
export function isWeak(manifests: readonly Manifest[]): boolean {
  return manifests.every(({ algorithm, of }) => of === 'tags' || weak.includes(algorithm));
}

function headingOf(file: string): Heading {
  const [, tag, name = ''] = /^(tag)?manifest-([a-z0-9]+)\.txt$/.exec(file) ?? [];
  if (!isAlgorithm(name))
    throw new BagError('algorithm', msg`${file}: no algorithm that can be checked has this name.`, {
      file,
    });
  return { file, algorithm: name, of: tag ? 'tags' : 'payload' };
}

function isAlgorithm(name: string): name is Algorithm {
  return Object.hasOwn(digits, name);
}

type Heading = Pick<Manifest, 'file' | 'algorithm' | 'of'>;

function readSums(text: string, heading: Heading, paths: ListedPaths): Map<string, string> {
  const sums = new Map<string, string>();
  for (const [index, line] of linesOf(text).entries()) {
    const [path, sum] = readLine(line, { ...heading, number: index + 1 }, paths);
    if (sums.has(path)) paths.assertRepeatable(path, sums.get(path) === sum, heading.file);
    sums.set(path, sum);
  }
  assertDistinct(sums.keys());
  return sums;
}

function readLine(
  line: string,
  { file, number, algorithm, of }: Heading & { readonly number: number },
  paths: ListedPaths,
): [path: string, sum: string] {
  const fault = (why: StoredSentence) =>
    new BagError('manifest', msg`${file}, line ${number}: ${why}.`, { file });
  if (line.startsWith('\uFEFF')) throw fault(msg`begins with a byte order mark`);
  const [, sum, written] = /^([0-9a-f]+)[ \t]+([^ \t].*)$/i.exec(line) ?? [];
  if (sum === undefined || written === undefined)
    throw fault(msg`isn’t a checksum, white space and a path`);
  if (sum.length !== digits[algorithm]) throw fault(msg`isn’t a checksum of ${algorithm}`);
  const path = paths.read(written, fault);
  const inPayload = path.startsWith('data/');
  if (of === 'payload' && !inPayload) throw fault(msg`names ${path}, which isn’t in the payload`);
  if (of === 'tags' && inPayload) throw fault(msg`names ${path}, which is in the payload`);
  if (of === 'tags' && path.startsWith('tagmanifest-')) throw fault(msg`names a tag manifest`);
  return [path, sum.toLowerCase()];
}
