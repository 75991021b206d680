import { msg, type StoredSentence } from '../language/language';
import {
  type BagContents,
  expectDistinct,
  expectInside,
  linesOf,
  readTagFile,
} from './bag-contents';
import { BagFault } from './verdict';

/** One list of checksums. */
export interface Manifest {
  readonly file: string;
  readonly algorithm: Algorithm;
  /** Of payload files, or of the bag's other files. */
  readonly of: 'payload' | 'tags';
  /** Checksums in lower case, by path. */
  readonly sums: ReadonlyMap<string, string>;
}

// Hex digits of each algorithm that is checked; node calls them by the same names.
const digits = { md5: 32, sha1: 40, sha224: 56, sha256: 64, sha384: 96, sha512: 128 } as const;
export type Algorithm = keyof typeof digits;

// Files with a wished MD5 or SHA-1 can be made: alone they prove nothing.
const weak: readonly Algorithm[] = ['md5', 'sha1'];

/** @throws {BagFault} a list is malformed, unknown, or none is strong */
export async function readManifests(contents: BagContents): Promise<Manifest[]> {
  const manifests: Manifest[] = [];
  for (const file of contents.files.keys())
    if (/^(tag)?manifest-[^/]*$/i.test(file)) manifests.push(await readManifest(contents, file));
  const payload = manifests.filter((manifest) => manifest.of === 'payload');
  if (payload.length === 0)
    throw new BagFault('missing', msg`There is no payload manifest such as manifest-sha256.txt.`);
  if (payload.every(({ algorithm }) => weak.includes(algorithm)))
    throw new BagFault(
      'algorithm',
      msg`All payload manifests are MD5 or SHA-1, which prove nothing.`,
    );
  return manifests;
}

async function readManifest(contents: BagContents, file: string): Promise<Manifest> {
  const [, tag, name = ''] = /^(tag)?manifest-([a-z0-9]+)\.txt$/.exec(file) ?? [];
  if (!isAlgorithm(name))
    throw new BagFault('algorithm', msg`${file}: no algorithm that can be checked has this name.`, {
      file,
    });
  const manifest = { file, algorithm: name, of: tag ? 'tags' : 'payload' } as const;
  return { ...manifest, sums: readSums(await readTagFile(contents, file), manifest) };
}

function isAlgorithm(name: string): name is Algorithm {
  return Object.hasOwn(digits, name);
}

type Heading = Pick<Manifest, 'file' | 'algorithm' | 'of'>;

function readSums(text: string, heading: Heading): Map<string, string> {
  const sums = new Map<string, string>();
  for (const [index, line] of linesOf(text).entries()) {
    const [path, sum] = readLine(line, { ...heading, number: index + 1 });
    if (sums.has(path))
      throw new BagFault('manifest', msg`${heading.file} lists ${path} twice.`, {
        file: heading.file,
      });
    sums.set(path, sum);
  }
  expectDistinct(sums.keys());
  return sums;
}

function readLine(
  line: string,
  { file, number, algorithm, of }: Heading & { readonly number: number },
): [path: string, sum: string] {
  const fault = (why: StoredSentence) =>
    new BagFault('manifest', msg`${file}, line ${number}: ${why}.`, { file });
  if (line.startsWith('\uFEFF')) throw fault(msg`begins with a byte order mark`);
  const [, sum, written] = /^([0-9a-f]+)[ \t]+([^ \t].*)$/i.exec(line) ?? [];
  if (sum === undefined || written === undefined)
    throw fault(msg`isn’t a checksum, white space and a path`);
  if (sum.length !== digits[algorithm]) throw fault(msg`isn’t a checksum of ${algorithm}`);
  if (written.startsWith('*')) throw fault(msg`has an asterisk in front of the path`);
  const path = decodePath(written);
  if (path === undefined) throw fault(msg`has a % that stands for no line break and no %`);
  expectInside(path);
  const inPayload = path.startsWith('data/');
  if (of === 'payload' && !inPayload) throw fault(msg`names ${path}, which isn’t in the payload`);
  if (of === 'tags' && inPayload) throw fault(msg`names ${path}, which is in the payload`);
  if (of === 'tags' && path.startsWith('tagmanifest-')) throw fault(msg`names a tag manifest`);
  return [path, sum.toLowerCase()];
}

/** Line breaks and % are written as %0A, %0D and %25, and nothing else is (RFC 8493, 2.1.3). */
function decodePath(written: string): string | undefined {
  if (/%(?!0A|0D|25)/i.test(written)) return undefined;
  return written.replace(/%(0A|0D|25)/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}
