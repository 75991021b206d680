import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { profileId } from '../../src/evidence/bag-files';
import type { Progress } from '../../src/evidence/verdict';
import { verifyBag } from '../../src/evidence/verify';
import { saying } from '../support/saying';
import {
  type Bag,
  facts,
  freshBag,
  name,
  payload,
  relist,
  relistTags,
  seal,
  writeBag,
  zipBag,
  zipOf,
} from './bags';

const package_ = 'data/InvestigationPackage.zip';
let folder: string;
let fresh: Bag;
beforeAll(async () => {
  fresh = await freshBag();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'verify-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function verifyZip(bytes: Buffer, file = `${name}.zip`) {
  writeFileSync(join(folder, file), bytes);
  return verifyBag(join(folder, file));
}

function verifyFolder(bag: Bag) {
  const root = join(folder, 'any name');
  writeBag(root, bag);
  return verifyBag(root);
}

const fault = (kind: string, message: string | RegExp) => ({
  valid: false,
  fault: { kind, words: saying(message) },
});
const text = (bag: Bag, path: string) => String(bag.get(path));
const put = (bag: Bag, path: string, content: string | Buffer) =>
  bag.set(path, Buffer.from(content as string));
const edit = (bag: Bag, path: string, change: (content: string) => string) =>
  put(bag, path, change(text(bag, path)));
const lists = (bag: Bag, change: (content: string) => string) => {
  edit(bag, 'manifest-sha256.txt', change);
  edit(bag, 'manifest-sha512.txt', change);
  relistTags(bag);
};

describe('a sealed package', () => {
  it('is found valid, zipped and unpacked', async () => {
    const { zip, sealed } = await seal();

    const verdicts = [await verifyZip(zip), await verifyFolder(fresh)];

    for (const verdict of verdicts)
      expect(verdict).toEqual({
        valid: true,
        version: '1.0',
        files: 1,
        bytes: payload.length,
        algorithms: ['sha256', 'sha512'],
        collection: {
          collectionId: facts.collectionId,
          actionId: facts.actionId,
          machineId: facts.machine.id,
          requestedBy: 'Mia Meyer',
          sha256: sealed.sha256,
        },
        notes: [],
      });
  });

  it('tells how far the check of a large one has come', async () => {
    const large = Buffer.alloc(20 * 1024 * 1024, 'large ');
    writeFileSync(join(folder, `${name}.zip`), (await seal(large, 1_000_000)).zip);
    const told: Progress[] = [];

    const verdict = await verifyBag(join(folder, `${name}.zip`), {
      onProgress: (news) => told.push(news),
    });

    expect(verdict.valid).toBe(true);
    expect(told.filter(({ file }) => file === package_).length).toBeGreaterThan(10);
    expect(told.at(-1)?.done).toBe(told.at(-1)?.total);
  });

  it('is found changed when one bit of a large package was flipped', async () => {
    const { zip } = await seal(Buffer.alloc(20 * 1024 * 1024, 'large '), 1_000_000);
    zip[10_000_000]! ^= 1;

    expect(await verifyZip(zip)).toMatchObject(fault('changed', /^data.* was changed/));
  });

  it('is found unreadable when the zip says nonsense about one of its small files', async () => {
    const { zip } = await seal();
    const entry = zip.lastIndexOf(Buffer.from(`${name}/bagit.txt`)) - 46;
    zip.writeUInt16LE(1, entry + 10);

    expect(await verifyZip(zip)).toMatchObject(fault('unreadable', /^bagit\.txt can’t be read/));
  });

  it('may have been zipped again by another tool, with folders of its own', async () => {
    const folders = [`${name}/`, `${name}/data/`].map((path) => [path, Buffer.alloc(0)] as const);
    const files = [...fresh].map(([path, content]) => [`${name}/${path}`, content] as const);

    expect(await verifyZip(zipOf([...folders, ...files]))).toMatchObject({ valid: true });
  });
});

describe('a damaged package', () => {
  const damages: Record<string, [damage: (bag: Bag) => void, kind: string, message: RegExp]> = {
    'a changed package': [
      (bag) => put(bag, package_, payload.toString().replace('PK', 'XX')),
      'changed',
      /^data.* was changed/,
    ],
    'a package that lost its end': [
      (bag) => put(bag, package_, payload.subarray(1)),
      'size',
      /bag-info.txt says/,
    ],
    'a changed record': [
      (bag) => edit(bag, 'collection.json', (json) => json.replace('lsass', 'other')),
      'changed',
      /^collection.json/,
    ],
    'a changed list of tag files': [
      (bag) =>
        edit(bag, 'tagmanifest-sha256.txt', (list) =>
          list.replace(/^./, (c) => (c === '0' ? '1' : '0')),
        ),
      'changed',
      /^bagit.txt/,
    ],
    'a missing package': [(bag) => bag.delete(package_), 'missing', /no folder data/],
    'another file in its place': [
      (bag) => {
        bag.delete(package_);
        put(bag, 'data/other', 'x');
      },
      'missing',
      /^data.InvestigationPackage.zip is missing/,
    ],
    'a file too many in the payload': [
      (bag) => put(bag, 'data/more', 'x'),
      'extra',
      /^data\/more is in the payload/,
    ],
    'a package in one list only': [
      (bag) => {
        put(bag, 'data/more', 'x');
        relist(bag);
        edit(bag, 'manifest-sha512.txt', (list) => list.replace(/^.*more\n/m, ''));
        relistTags(bag);
      },
      'extra',
      /not in manifest-sha512/,
    ],
    'no bagit.txt': [(bag) => bag.delete('bagit.txt'), 'missing', /^The file bagit.txt/],
    'a byte order mark in bagit.txt': [
      (bag) => edit(bag, 'bagit.txt', (lines) => `\uFEFF${lines}`),
      'bagit',
      /byte order mark/,
    ],
    'a third line in bagit.txt': [
      (bag) => edit(bag, 'bagit.txt', (lines) => `${lines}\n`),
      'bagit',
      /3 lines/,
    ],
    'one line in bagit.txt': [
      (bag) => put(bag, 'bagit.txt', 'BagIt-Version: 1.0\n'),
      'bagit',
      /1 line,/,
    ],
    'its lines in another order': [
      (bag) => edit(bag, 'bagit.txt', (lines) => lines.split('\n').reverse().join('\n').trim()),
      'bagit',
      /doesn’t begin/,
    ],
    'white space in bagit.txt': [
      (bag) => edit(bag, 'bagit.txt', (lines) => lines.replace(': 1', ' : 1')),
      'bagit',
      /doesn’t begin/,
    ],
    'another version': [
      (bag) => edit(bag, 'bagit.txt', (lines) => lines.replace('1.0', '2.0')),
      'unsupported',
      /version 2.0/,
    ],
    'an older version, whose rules are looser': [
      (bag) => edit(bag, 'bagit.txt', (lines) => lines.replace('1.0', '0.97')),
      'bagit',
      /a sealed package has 1.0/,
    ],
    'another encoding': [
      (bag) => edit(bag, 'bagit.txt', (lines) => lines.replace('UTF-8', 'UTF-16')),
      'bagit',
      /encoding/,
    ],
    'no list of the payload': [
      (bag) => {
        for (const path of [...bag.keys()]) if (/^manifest/.test(path)) bag.delete(path);
      },
      'missing',
      /no payload manifest/,
    ],
    'weak lists only': [
      (bag) => {
        for (const path of [...bag.keys()]) if (/manifest/.test(path)) bag.delete(path);
        put(bag, 'manifest-md5.txt', `${'0'.repeat(32)}  ${package_}\n`);
      },
      'algorithm',
      /MD5 or SHA-1/,
    ],
    'a list of an unknown algorithm': [
      (bag) => put(bag, 'manifest-sha3.txt', `00  ${package_}\n`),
      'algorithm',
      /^manifest-sha3.txt/,
    ],
    'a list whose name is in capitals': [
      (bag) => put(bag, 'MANIFEST-MD5.TXT', ''),
      'algorithm',
      /^MANIFEST/,
    ],
    'a list that is not UTF-8': [
      (bag) => put(bag, 'manifest-sha256.txt', Buffer.from([0xff, 0xfe, 0x30, 0x00])),
      'manifest',
      /isn’t UTF-8/,
    ],
    'a byte order mark in a list': [
      (bag) => lists(bag, (list) => `\uFEFF${list}`),
      'manifest',
      /line 1: begins with a byte order mark/,
    ],
    'an asterisk before the path': [
      (bag) => lists(bag, (list) => list.replace('  ', ' *')),
      'manifest',
      /asterisk/,
    ],
    'a checksum without its path': [
      (bag) => lists(bag, (list) => list.replace(/ {2}.*/, '')),
      'manifest',
      /isn’t a checksum, white space and a path/,
    ],
    'a checksum that is too short': [
      (bag) => lists(bag, (list) => list.slice(2)),
      'manifest',
      /isn’t a checksum of sha256/,
    ],
    'an empty line in a list': [(bag) => lists(bag, (list) => `${list}\n`), 'manifest', /line 2/],
    'white space in front of a line': [
      (bag) => lists(bag, (list) => ` ${list}`),
      'manifest',
      /line 1: isn’t/,
    ],
    'a file listed twice': [(bag) => lists(bag, (list) => list + list), 'manifest', /twice/],
    'a file listed twice in other letters': [
      (bag) => lists(bag, (list) => list + list.replace('Investigation', 'INVESTIGATION')),
      'path',
      /one and the same/,
    ],
    'a list that leaves the bag': [
      (bag) => lists(bag, (list) => list.replace('data/', 'data/../../')),
      'path',
      /leads out of its folder/,
    ],
    'a list that names the whole disk': [
      (bag) => lists(bag, (list) => list.replace('data/', '/etc/')),
      'path',
      /whole disk/,
    ],
    'a list that names a drive': [
      (bag) => lists(bag, (list) => list.replace('data/', 'C:/')),
      'path',
      /whole disk/,
    ],
    'a list with backslashes': [
      (bag) => lists(bag, (list) => list.replace('data/', 'data\\')),
      'path',
      /backslash/,
    ],
    'a list in a roundabout way': [
      (bag) => lists(bag, (list) => list.replace('data/', './data/')),
      'path',
      /isn’t in canonical form/,
    ],
    'a list that names a home': [
      (bag) => lists(bag, (list) => list.replace('data/', '~/')),
      'manifest',
      /isn’t in the payload/,
    ],
    'a payload list of tag files': [
      (bag) => lists(bag, (list) => list.replace(package_, 'bagit.txt')),
      'manifest',
      /isn’t in the payload/,
    ],
    'a tag list of the payload': [
      (bag) =>
        edit(bag, 'tagmanifest-sha256.txt', (list) => list + text(bag, 'manifest-sha256.txt')),
      'manifest',
      /in the payload/,
    ],
    'a tag list of itself': [
      (bag) =>
        edit(
          bag,
          'tagmanifest-sha256.txt',
          (list) => `${list}${'0'.repeat(64)}  tagmanifest-sha256.txt\n`,
        ),
      'manifest',
      /names a tag manifest/,
    ],
    'a tag list without the payload lists': [
      (bag) =>
        edit(bag, 'tagmanifest-sha256.txt', (list) =>
          list.replace(/^.*manifest-sha512.txt\n/m, ''),
        ),
      'manifest',
      /doesn’t list manifest-sha512/,
    ],
    'a tag file that is not there': [
      (bag) =>
        edit(bag, 'tagmanifest-sha256.txt', (list) => `${list}${'0'.repeat(64)}  gone.txt\n`),
      'missing',
      /^gone.txt/,
    ],
    'a percent sign that means nothing': [
      (bag) => lists(bag, (list) => list.replace('Package', '%50ackage')),
      'manifest',
      /%/,
    ],
    'a fetch list': [(bag) => put(bag, 'fetch.txt', ''), 'fetch', /fetch.txt/],
    'another count of files': [
      (bag) => edit(bag, 'bag-info.txt', (info) => info.replace(/\.1\n/, '.2\n')),
      'size',
      /says/,
    ],
    'a count that is none': [
      (bag) => edit(bag, 'bag-info.txt', (info) => info.replace(/Oxum: /, 'Oxum: about ')),
      'size',
      /isn’t <bytes>/,
    ],
    'two counts': [
      (bag) => edit(bag, 'bag-info.txt', (info) => `${info}payload-oxum: 1.1\n`),
      'size',
      /twice/,
    ],
    'a bag-info.txt that is no list of fields': [
      (bag) => edit(bag, 'bag-info.txt', (info) => `${info}free words\n`),
      'bag-info',
      /line 7/,
    ],
    'no collection.json': [
      (bag) => {
        bag.delete('collection.json');
        relistTags(bag);
      },
      'missing',
      /^collection.json/,
    ],
    'only one list of the payload': [
      (bag) => {
        bag.delete('manifest-sha512.txt');
        relistTags(bag);
      },
      'missing',
      /^manifest-sha512.txt/,
    ],
    'a file that no list covers': [(bag) => put(bag, 'notes.txt', 'x'), 'extra', /^notes.txt/],
    'a record that is no JSON': [
      (bag) => {
        edit(bag, 'collection.json', (json) => json.slice(1));
        relistTags(bag);
      },
      'collection',
      /isn’t JSON/,
    ],
    'a record without the person': [
      (bag) => {
        edit(bag, 'collection.json', (json) => json.replace('requestedBy', 'by'));
        relistTags(bag);
      },
      'collection',
      /^collection.json doesn’t say requestedBy.$/,
    ],
    'a record with a size that is none': [
      (bag) => {
        edit(bag, 'collection.json', (json) => json.replace(/"size": \d+/, '"size": "large"'));
        relistTags(bag);
      },
      'collection',
      /^collection.json says something as size that can’t be.$/,
    ],
    'a record that is a list': [
      (bag) => {
        put(bag, 'collection.json', '[]');
        relistTags(bag);
      },
      'collection',
      /^collection.json holds no record of a collection\.$/,
    ],
    'a record of another package': [
      (bag) => {
        put(bag, package_, payload.toString().replace('PK', 'XX'));
        relist(bag);
      },
      'collection',
      /another sha256/,
    ],
  };

  it.each(Object.entries(damages))('is refused for %s', async (_, [damage, kind, message]) => {
    const bag = new Map(fresh);
    damage(bag);

    const inFolder = await verifyFolder(bag);

    expect(inFolder).toMatchObject(fault(kind, message));
    expect(await verifyZip(zipBag(bag))).toEqual(inFolder);
  });

  it('is refused for a link in it, wherever it leads', async () => {
    writeBag(folder, fresh);
    writeFileSync(`${folder}-outside`, 'x');
    symlinkSync(`${folder}-outside`, join(folder, 'data', 'link'));

    const verdict = await verifyBag(folder);

    rmSync(`${folder}-outside`);
    expect(verdict).toMatchObject(fault('path', /link or a device/));
  });

  it.each([
    ['letters of two cases', ['data/a', 'data/A']],
    ['letters composed in two ways', ['data/\u00e9', 'data/e\u0301']],
  ])('is refused for names that differ only by %s', async (_, paths) => {
    const bag = new Map(fresh);
    for (const path of paths) put(bag, path, 'x');

    expect(await verifyFolder(relist(bag))).toMatchObject(fault('path', /one and the same/));
  });
});

describe('a zip', () => {
  const inside = (path: string): [string, Buffer] => [`${name}/${path}`, Buffer.from('x')];
  const files = () => [...fresh].map(([path, content]) => [`${name}/${path}`, content] as const);

  it.each<[what: string, more: [string, Buffer], kind: string, message: RegExp]>([
    ['a second folder at its top', ['other/x', Buffer.from('x')], 'zip', /2 items at its top/],
    ['a file at its top', ['x', Buffer.from('x')], 'zip', /2 items at its top/],
    ['a way out of the bag', inside('../../x'), 'path', /leads out/],
    ['a place on the disk', ['/etc/x', Buffer.from('x')], 'path', /whole disk/],
    ['a drive', ['C:/x', Buffer.from('x')], 'path', /whole disk/],
    ['a backslash', inside('data\\x'), 'path', /backslash/],
    ['an empty name between slashes', inside('data//x'), 'path', /isn’t in canonical form/],
    ['a name twice', inside('bagit.txt'), 'path', /there twice/],
    ['a name in other letters', inside('BagIt.txt'), 'path', /one and the same/],
  ])('is refused for %s', async (_, more, kind, message) => {
    expect(await verifyZip(zipOf([...files(), more]))).toMatchObject(fault(kind, message));
  });

  it('is refused when it was renamed, and says what would mend it', async () => {
    const verdict = await verifyZip((await seal()).zip, 'copy.zip');

    expect(verdict).toMatchObject(fault('zip', /called copy.*C-7F3K2-1.*its name back/));
  });

  it.each<[what: string, damage: (zip: Buffer) => Buffer, message: RegExp]>([
    ['it is none', () => Buffer.from('nothing'), /isn’t a zip/],
    ['it is empty', () => zipOf([]), /is empty/],
    ['its end is missing', (zip) => zip.subarray(0, -30), /isn’t a zip/],
    ['something follows it', (zip) => Buffer.concat([zip, Buffer.from('more')]), /isn’t a zip/],
    ['its table is damaged', (zip) => overwrite(zip, centralOf(zip), [0]), /table of contents/],
    ['its table ends early', (zip) => hideLast(zip), /behind its table/],
    ['a file is encrypted', (zip) => overwrite(zip, centralOf(zip) + 8, [9, 8, 8, 0]), /encrypted/],
    ['a file is a link', (zip) => overwrite(zip, centralOf(zip) + 41, [0xa1]), /link/],
    ['a file has two names', (zip) => overwrite(zip, 30, [0x58]), /two names/],
    ['two files share bytes', (zip) => shareBytes(zip), /overlap/],
  ])('is refused when %s', async (_, damage, message) => {
    const { zip } = await seal();

    expect(await verifyZip(damage(zip))).toMatchObject(fault('zip', message));
  });

  const signature = Buffer.from([0x50, 0x4b, 1, 2]);
  function centralOf(zip: Buffer): number {
    return zip.indexOf(signature);
  }
  function overwrite(zip: Buffer, at: number, bytes: number[]): Buffer {
    zip.set(bytes, at);
    return zip;
  }
  function hideLast(zip: Buffer): Buffer {
    return overwrite(zip, zip.length - 12, [8, 0]);
  }
  function shareBytes(zip: Buffer): Buffer {
    const second = zip.indexOf(signature, centralOf(zip) + 1);
    return overwrite(zip, second + 42, [1, 0, 0, 0]);
  }
});

describe('a bag that Bailiff did not seal', () => {
  const foreign = () => {
    const bag: Bag = new Map();
    put(bag, 'bagit.txt', text(fresh, 'bagit.txt'));
    put(bag, 'data/a file', 'one');
    put(bag, 'manifest-sha256.txt', '');
    return bag;
  };

  it('is checked all the same, and said to be foreign', async () => {
    const verdict = await verifyFolder(relist(foreign()));

    expect(verdict).toMatchObject({ valid: true, files: 1, algorithms: ['sha256'] });
    expect(verdict).toMatchObject({
      notes: [
        expect.stringContaining('not sealed by Bailiff'),
        'bagit.txt is covered by no tag manifest.',
        'manifest-sha256.txt is covered by no tag manifest.',
      ],
    });
  });

  it.each(['\r\n', '\r'])('may end its lines in the way %j', async (end) => {
    const bag = relist(foreign());
    for (const path of ['bagit.txt', 'manifest-sha256.txt'])
      edit(bag, path, (content) => content.replaceAll('\n', end));

    expect(await verifyFolder(bag)).toMatchObject({ valid: true });
  });

  it.each([
    ['a\nb', 'a%0Ab'],
    ['a\rb', 'a%0db'],
    ['100%', '100%25'],
  ])('may hold a file called %j, listed as %s', async (file, listed) => {
    const bag = foreign();
    put(bag, `data/${file}`, 'two');
    relist(bag);
    edit(bag, 'manifest-sha256.txt', (list) => list.replace(`data/${file}`, `data/${listed}`));

    expect(await verifyFolder(bag)).toMatchObject({ valid: true, files: 2 });
  });

  it('may write its checksums in capitals, after a tab or several spaces', async () => {
    const bag = relist(foreign());
    edit(bag, 'manifest-sha256.txt', (list) =>
      list.replace(/^(\S+) {2}/, (_, sum: string) => `${sum.toUpperCase()} \t `),
    );

    expect(await verifyFolder(bag)).toMatchObject({ valid: true });
  });

  it('may fold long lines of bag-info.txt', async () => {
    const bag = relist(foreign());
    put(bag, 'bag-info.txt', 'External-Description: one\n\tand more\nPayload-Oxum: 3.1\n');

    expect(await verifyFolder(bag)).toMatchObject({ valid: true });
  });

  it('has to be whole when it claims to be sealed by Bailiff', async () => {
    const bag = relist(foreign());
    put(bag, 'bag-info.txt', `BagIt-Profile-Identifier: ${profileId}\n`);

    expect(await verifyFolder(bag)).toMatchObject(fault('missing', /sealed package/));
  });

  it('may have an empty payload, but not none', async () => {
    const bag = foreign();
    bag.delete('data/a file');
    const without = await verifyFolder(bag);
    mkdirSync(join(folder, 'any name', 'data'));

    expect(without).toMatchObject(fault('missing', /no folder data/));
    expect(await verifyBag(join(folder, 'any name'))).toMatchObject({ valid: true, files: 0 });
  });
});
