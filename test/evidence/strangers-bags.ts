import { createHash } from 'node:crypto';
import type { Bag } from './bags';

interface Form {
  readonly version?: string;
  readonly encoding?: string;
  readonly algorithms?: readonly string[];
  readonly payload?: Readonly<Record<string, string>>;
  /** Further tag files; `undefined` leaves one out. */
  readonly tags?: Readonly<Record<string, string | undefined>>;
  /** Changes the payload manifests before the tag manifests are made. */
  readonly lists?: (list: string) => string;
  /** Changes the finished bag, after all checksums. */
  readonly damage?: (bag: Bag) => void;
}

const hashOf = (algorithm: string, content: Buffer) =>
  createHash(algorithm).update(content).digest('hex');

/** Makes a bag as another tool would, in any version and encoding. */
export function strangersBag({
  version = '0.97',
  encoding = 'UTF-8',
  algorithms = ['md5'],
  payload = { 'hello.txt': 'hello\n', 'folder/more.txt': 'more\n' },
  tags = {},
  lists = (list) => list,
  damage = () => {},
}: Form): Bag {
  const bag: Bag = new Map();
  const put = (path: string, text: string) => bag.set(path, encoded(text, encoding));
  for (const [path, text] of Object.entries(payload)) bag.set(`data/${path}`, Buffer.from(text));
  const written = {
    'bag-info.txt': 'Source-Organization: Test\nContact-Name : Zoë\nContact-Name: Again\n',
    ...tags,
  };
  for (const [path, text] of Object.entries(written)) if (text !== undefined) put(path, text);
  bag.set(
    'bagit.txt',
    Buffer.from(`BagIt-Version: ${version}\nTag-File-Character-Encoding: ${encoding}\n`),
  );
  const list = (algorithm: string, of: (path: string) => boolean) =>
    [...bag]
      .filter(([path]) => of(path))
      .map(([path, content]) => `${hashOf(algorithm, content)}  ${path}\n`)
      .join('');
  for (const algorithm of algorithms)
    put(`manifest-${algorithm}.txt`, lists(list(algorithm, (path) => path.startsWith('data/'))));
  for (const algorithm of algorithms) {
    const ofTags = list(algorithm, (path) => !/^(?:data\/|tagmanifest-)/.test(path));
    put(`tagmanifest-${algorithm}.txt`, ofTags);
  }
  damage(bag);
  return bag;
}

function encoded(text: string, encoding: string): Buffer {
  if (encoding === 'UTF-16') return Buffer.from(`\ufeff${text}`, 'utf16le');
  if (encoding === 'UTF-16BE') return Buffer.from(text, 'utf16le').swap16();
  return Buffer.from(text, encoding === 'ISO-8859-1' ? 'latin1' : 'utf8');
}

const append = (path: string, text: string) => (bag: Bag) =>
  bag.set(path, Buffer.concat([bag.get(path) ?? Buffer.alloc(0), Buffer.from(text)]));
const sha512 = { algorithms: ['sha512'] };
const asMd5 = (path: string) => `${hashOf('md5', Buffer.from('x'))}  ${path}\n`;

/** Bags that are valid by their version, by what is odd about them, after the conformance suite. */
export const valid: Readonly<Record<string, Form>> = {
  ...Object.fromEntries(
    ['0.93', '0.94', '0.95', '0.96', '0.97', '1.0'].map((version) => [
      `version ${version}`,
      { version },
    ]),
  ),
  'SHA-1 only': { version: '1.0', algorithms: ['sha1'] },
  'two algorithms': { version: '1.0', algorithms: ['md5', 'sha512'] },
  'tag files in ISO-8859-1': { encoding: 'ISO-8859-1' },
  'tag files in UTF-16': { encoding: 'UTF-16' },
  'tag files in UTF-16BE': { version: '1.0', encoding: 'UTF-16BE' },
  'a .DS_Store at the root': { version: '1.0', ...sha512, damage: append('.DS_Store', 'x') },
  'a tag file in a folder': { version: '1.0', ...sha512, tags: { 'metadata/mets.xml': '<x/>' } },
  'system files in the payload': { payload: { '.DS_Store': '', 'Thumbs.db': '' } },
  'a bag in a bag': { payload: { 'bagit.txt': 'x', 'data/a': 'a', 'manifest-md5.txt': 'x' } },
  'no bag-info.txt': { version: '1.0', ...sha512, tags: { 'bag-info.txt': undefined } },
  'package-info.txt of early drafts': {
    version: '0.94',
    tags: { 'bag-info.txt': undefined, 'package-info.txt': 'Bag-Size: 1\n' },
  },
  'names with spaces': { payload: { 'a file with spaces.txt': 'x' } },
  'names with encoded characters': { payload: { '%7Etest': 'x', '%test': 'y' } },
  'a line break in a name, encoded': {
    version: '1.0',
    ...sha512,
    payload: { 'a\nb': 'x' },
    lists: (list) => list.replace('a\nb', 'a%0Ab'),
  },
  './ in front of paths': { lists: (list) => list.replaceAll('  data/', '  ./data/') },
  'asterisks of md5sum': { lists: (list) => list.replaceAll('  data/', ' *data/') },
  'a file listed twice with the same checksum': { lists: (list) => list + list },
  'another Unicode normal form in the list': {
    payload: { ['Núñez'.normalize('NFC')]: 'x' },
    lists: (list) => list.normalize('NFD'),
  },
  'metadata without white space behind the colon': { tags: { 'bag-info.txt': 'A:1\nA : 2\n' } },
  'two manifests that together list all': {
    algorithms: ['md5', 'sha1'],
    lists: (list) =>
      list.replace(/^[0-9a-f]{32} .*\n|\n[0-9a-f]{40} .*\n$/, (line) =>
        line.startsWith('\n') ? '\n' : '',
      ),
  },
  'a complete fetch.txt': {
    version: '1.0',
    ...sha512,
    tags: { 'fetch.txt': 'https://example.com/hello.txt - data/hello.txt\n' },
  },
  'CRLF line ends': { lists: (list) => list.replaceAll('\n', '\r\n') },
};

/** Bags that are not. */
export const invalid: Readonly<Record<string, Form>> = {
  'a changed payload': { damage: append('data/hello.txt', 'x') },
  'a changed tag file': { damage: append('bag-info.txt', 'X: y\n') },
  'a file too many in the payload': { damage: append('data/extra', 'x') },
  'a missing payload file': { damage: (bag) => bag.delete('data/hello.txt') },
  'a missing tag file': { damage: (bag) => bag.delete('bag-info.txt') },
  'a missing bagit.txt': { damage: (bag) => bag.delete('bagit.txt') },
  'a byte order mark in bagit.txt': {
    damage: (bag) => bag.set('bagit.txt', Buffer.from(`\ufeff${bag.get('bagit.txt')}`)),
  },
  'a version without its first digit': { version: '.97' },
  'white space behind the version': { version: '1.0 ' },
  'a list that leads out of the bag': { lists: (list) => list + asMd5('../../README.md') },
  'a list that names the whole disk': { lists: (list) => list + asMd5('/tmp/foo') },
  'a list that names a home': { lists: (list) => list + asMd5('~/foo') },
  'a list that names a drive': { lists: (list) => list + asMd5('C:\\Windows\\setx.exe') },
  'a file listed twice with two checksums': { lists: (list) => list + asMd5('data/hello.txt') },
  'a file listed twice in version 1.0': { version: '1.0', lists: (list) => list + list },
  'a manifest that lacks a file in version 1.0': {
    version: '1.0',
    algorithms: ['sha256', 'sha512'],
    lists: (list) => (/^[0-9a-f]{128}/.test(list) ? list.replace(/^.*\n/, '') : list),
  },
  ...Object.fromEntries(
    ['data/elsewhere', '~/foo', '/tmp/foo', '../../README.md', '\\\\server\\x'].map((path) => [
      `a fetch.txt that names ${path}`,
      { tags: { 'fetch.txt': `https://example.com - ${path}\n` } },
    ]),
  ),
  'a fetch.txt that is no list': { tags: { 'fetch.txt': 'data/hello.txt\n' } },
  'a tag file that is not in its encoding': {
    version: '1.0',
    ...sha512,
    damage: (bag) => bag.set('manifest-sha512.txt', Buffer.from([0xff, 0x30])),
  },
};
