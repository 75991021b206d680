import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import Ajv from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { openPromise } from 'yauzl';
import { sealBag } from '../../src/evidence/bag';
import { profileId } from '../../src/evidence/bag-files';
import { caseRecord } from '../../src/evidence/case-record';
import { collectionJsonSchema, collectionRecord } from '../../src/evidence/collection-record';
import { payloadPath } from '../../src/evidence/payload-path';
import { StoredZip } from '../../src/evidence/stored-zip';
import { type Bag, facts, freshBag, name, payload, pieces, seal, writeBag } from './bags';
import { readZip } from './read-zip';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bag-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const sum = (algorithm: string, content: Buffer) =>
  createHash(algorithm).update(content).digest('hex');
const json = (bag: Bag, path: string) => JSON.parse(String(bag.get(path)));

describe('a sealed package', () => {
  it('holds the package byte for byte, with the lists and records beside it', async () => {
    const { zip } = await seal();

    const files = await readZip(zip);

    expect(files.get(`${name}/${payloadPath}`)).toEqual(payload);
    expect([...files.keys()].map((path) => path.slice(name.length + 1))).toEqual([
      payloadPath,
      'bagit.txt',
      'bag-info.txt',
      'manifest-sha256.txt',
      'manifest-sha512.txt',
      'collection.json',
      'case.jsonld',
      'tagmanifest-sha256.txt',
      'tagmanifest-sha512.txt',
    ]);
  });

  it('passes the checks that every analyst has at hand', async () => {
    writeBag(folder, await freshBag());

    const check = (tool: string, list: string) =>
      execFileSync(tool, ['--check', '--strict', list], { cwd: folder, encoding: 'utf8' });

    expect(check('sha256sum', 'manifest-sha256.txt')).toBe(`${payloadPath}: OK\n`);
    expect(check('sha512sum', 'manifest-sha512.txt')).toBe(`${payloadPath}: OK\n`);
    expect(check('sha256sum', 'tagmanifest-sha256.txt')).toContain('collection.json: OK\n');
    expect(check('sha512sum', 'tagmanifest-sha512.txt')).toContain('case.jsonld: OK\n');
  });

  it('tells its caller size and hashes of the package, and of what it put around it', async () => {
    const { sealed, zip } = await seal();

    const before = zip.indexOf(payload);
    const around = [zip.subarray(0, before), zip.subarray(before + payload.length)];
    expect(sealed).toEqual({
      size: payload.length,
      sha256: sum('sha256', payload),
      sha512: sum('sha512', payload),
      around: { before, sha256: sum('sha256', Buffer.concat(around)) },
    });
  });

  it('has the same bytes for the same input, in whatever pieces it came', async () => {
    const once = await seal(payload, 7);
    const again = await seal(payload, 100_000);

    expect(again.zip.equals(once.zip)).toBe(true);
  });

  it('keeps a package of many blocks, and an empty one', async () => {
    const large = Buffer.alloc(9 * 1024 * 1024 + 5, 'block of a package ');

    const files = await readZip((await seal(large, 65_537)).zip);
    const empty = await readZip((await seal(Buffer.alloc(0))).zip);

    expect(files.get(`${name}/${payloadPath}`)?.equals(large)).toBe(true);
    expect(empty.get(`${name}/${payloadPath}`)).toHaveLength(0);
  });

  it('takes no more from the line while the disk is busy', async () => {
    const megabyte = 1024 * 1024;
    let taken = 0;
    let written = 0;
    let mostAhead = 0;
    async function* line() {
      for (; taken < 40; taken += 1) {
        mostAhead = Math.max(mostAhead, taken - written / megabyte);
        yield Buffer.alloc(megabyte);
      }
    }
    // The line has its next piece at once; the disk takes a turn for each.
    const out = async (bytes: Uint8Array) => {
      await nextTurn();
      written += bytes.length;
    };

    await sealBag({ name, payload: line(), facts, out });

    expect(mostAhead).toBeLessThanOrEqual(12);
    expect(taken).toBe(40);
  });

  it('asks for the facts when the hashes are known, and is not sealed without them', async () => {
    const written: Uint8Array[] = [];
    const journal = jest.fn().mockRejectedValue(new Error('the journal can not be written'));

    const sealing = sealBag({
      name,
      payload: pieces(payload, 1000),
      facts: journal,
      out: async (bytes) => void written.push(Buffer.from(bytes)),
    });

    await expect(sealing).rejects.toThrow('the journal can not be written');
    expect(journal).toHaveBeenCalledWith({
      size: payload.length,
      sha256: sum('sha256', payload),
      sha512: sum('sha512', payload),
    });
    expect(Buffer.concat(written).includes('bagit.txt')).toBe(false);
  });

  it('is refused a name that is not ours', async () => {
    const sealing = sealBag({
      name: '../x',
      payload: pieces(payload, 9),
      facts,
      out: async () => {},
    });

    await expect(sealing).rejects.toThrow('not fit for');
  });
});

describe('collection.json', () => {
  it('says where the evidence comes from', async () => {
    const record = json(await freshBag(), 'collection.json');

    expect(record).toMatchObject({
      ...facts,
      payload: payloadPath,
      size: payload.length,
      sha256: sum('sha256', payload),
      sha512: sum('sha512', payload),
    });
  });

  it('agrees with its published schema, which is what the code checks', async () => {
    const file = join(__dirname, '../../docs/collection.schema.json');
    const published = JSON.parse(readFileSync(file, 'utf8'));
    const ajv = new Ajv({ strict: false });
    addFormats(ajv);

    const agrees = ajv.compile(published);

    expect(published).toEqual(JSON.parse(JSON.stringify(collectionJsonSchema())));
    expect(agrees(json(await freshBag(), 'collection.json'))).toBe(true);
    expect(agrees({ ...facts, size: 1 })).toBe(false);
  });

  it('shows invisible characters of a hostile machine name as escapes', async () => {
    const hostile = { ...facts, machine: { id: '1', name: 'ws\u202e\u009b2J' } };
    const written: Buffer[] = [];

    await sealBag({
      name,
      payload: pieces(payload, 1000),
      facts: hostile,
      out: async (bytes) => void written.push(Buffer.from(bytes)),
    });
    const files = await readZip(Buffer.concat(written));
    const text = String(files.get(`${name}/collection.json`));

    expect(text).toContain('ws\\u202e\\u009b2J');
    expect(JSON.parse(text).machine.name).toBe('ws\u202e\u009b2J');
  });
});

describe('case.jsonld', () => {
  it('has the machine with its operating system and addresses', () => {
    const machine = {
      ...facts.machine,
      os: 'Windows11',
      lastIp: '10.0.0.1',
      lastExternalIp: '2001:db8::1',
    };
    const digest = { size: 1, sha256: 'a'.repeat(64), sha512: 'b'.repeat(128) };

    const said = JSON.stringify(caseRecord(collectionRecord({ ...facts, machine }, digest)));

    expect(said).toContain('"@type":"uco-observable:OperatingSystem","uco-core:name":"Windows11"');
    expect(said).toContain('"uco-observable:hostname":"ws-042.contoso.example"');
    expect(said).toMatch(/IPv4AddressFacet","uco-observable:addressValue":"10\.0\.0\.1"/);
    expect(said).toMatch(/IPv6AddressFacet","uco-observable:addressValue":"2001:db8::1"/);
    expect(said.match(/"uco-observable:ObservableRelationship"/g)).toHaveLength(3);
  });

  it('tells the same in the words of CASE, with the same ids each time', async () => {
    const record = json(await freshBag(), 'case.jsonld');
    const again = json(await freshBag(), 'case.jsonld');
    type Node = Record<string, never> & { '@id': string };
    const named = (name: string): Node =>
      record['@graph'].find((node: Record<string, string>) => node['uco-core:name'] === name);
    const ofType = (type: string): Node[] =>
      record['@graph'].filter((node: Record<string, string>) => node['@type'] === type);
    const refs = (node: Node, property: string) =>
      [node[property] ?? []].flat().map((one: Node) => one['@id']);
    const actions = [
      named('Approve the collection'),
      named('Machine action CollectInvestigationPackage'),
    ];
    const collection = named('Collect investigation package');
    const external = (node: Node) =>
      (node['uco-core:externalReference'] as unknown as Record<string, string>[])[0]![
        'uco-core:externalIdentifier'
      ];

    expect(again).toEqual(record);
    expect(refs(collection, 'uco-action:performer')).toEqual([named('Mia Meyer')['@id']]);
    expect(refs(collection, 'uco-action:subaction')).toEqual(actions.map((one) => one['@id']));
    expect(refs(actions[0]!, 'uco-action:performer')).toEqual([named('Lee Novak')['@id']]);
    expect(external(actions[1]!)).toBe(facts.actionId);
    expect(external(named(facts.machine.name!))).toBe(facts.machine.id);
    expect(external(ofType('case-investigation:ProvenanceRecord')[0]!)).toBe(
      `42:${'a'.repeat(64)}`,
    );
    const text = JSON.stringify(record);
    expect(text).toContain(
      JSON.stringify({ '@type': 'xsd:hexBinary', '@value': sum('sha256', payload) }),
    );
    expect(text).toContain('{"@type":"uco-vocabulary:HashNameVocab","@value":"SHA256"}');
    // Every reference leads to something in the document.
    const ids = [...text.matchAll(/"@id":"([^"]*)","@type"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id] of text.matchAll(/\{"@id":"([^"]*)"\}/g)) expect(ids).toContain(id);
  });
});

describe('our BagIt profile', () => {
  const profile = JSON.parse(
    readFileSync(join(__dirname, '../../docs/bagit-profile.json'), 'utf8'),
  );

  it('describes what a sealed package holds', async () => {
    const bag = await freshBag();
    const fields = String(bag.get('bag-info.txt')).match(/^[^:]+/gm) ?? [];

    expect(profile['BagIt-Profile-Info']['BagIt-Profile-Identifier']).toBe(profileId);
    expect(Object.keys(profile['Bag-Info'])).toEqual(fields.map((field) => field.trim()));
    for (const path of profile['Tag-Files-Required']) expect(bag.has(path)).toBe(true);
  });
});

describe('a zip above four gigabytes', () => {
  const size = 4_600_000_000;
  // Nobody reads the hole here, so any checksum does; the bench seals one with real bytes.
  const crc = 0;

  /** The package itself is a hole in the file: it takes no room and no time. */
  function writeSparse(file: string): void {
    const zip = new StoredZip();
    const handle = openSync(file, 'wx');
    const head = zip.open('root/large');
    writeSync(handle, head, 0, head.length, 0);
    const tail = Buffer.concat([
      zip.close({ size, crc }),
      zip.file('root/behind', Buffer.from('found')),
      zip.end(),
    ]);
    ftruncateSync(handle, head.length + size);
    writeSync(handle, tail, 0, tail.length, head.length + size);
    closeSync(handle);
  }

  it('is read by others, also what lies behind', async () => {
    const file = join(folder, 'large.zip');
    writeSparse(file);

    const zip = await openPromise(file, { lazyEntries: true });
    const sizes: Record<string, number> = {};
    for await (const entry of zip.eachEntry()) sizes[entry.fileName] = entry.uncompressedSize;
    zip.close();

    expect(sizes).toEqual({ 'root/large': size, 'root/behind': 5 });
    if (existsSync('/usr/bin/unzip'))
      expect(execFileSync('unzip', ['-p', file, 'root/behind'], { encoding: 'utf8' })).toBe(
        'found',
      );
  });
});
