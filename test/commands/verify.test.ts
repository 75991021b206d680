import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verify } from '../../src/commands/custody/verify';
import { name, seal } from '../evidence/bags';
import { aCollection, aPackage } from '../support/builders';
import { fakeServices, request } from '../support/services';

let folder: string;
let file: string;
let bag: { readonly size: number; readonly sha256: string };

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bailiff-verify-'));
  file = join(folder, `${name}.zip`);
  const { zip } = await seal();
  writeFileSync(file, zip);
  bag = { size: zip.length, sha256: createHash('sha256').update(zip).digest('hex') };
});
afterEach(() => rmSync(folder, { recursive: true }));

function world() {
  const hashes = { sha256: 'a'.repeat(64), sha512: 'b'.repeat(128) };
  const stored = { file, bag, size: 3200, ...hashes, storedAt: new Date('2026-11-20T09:59:00Z') };
  const packages = [aPackage({ id: 'C-7F3K2/1', state: 'ready', stored })];
  return fakeServices({ collections: [aCollection({ packages })] });
}

const asked = () => request({ job: 'C-7F3K2', machines: [], byIp: [] });

describe('verify', () => {
  it('says that a bag is whole, and writes that down', async () => {
    const services = world();

    const answer = await verify.run(asked(), services);

    expect(answer).toMatchObject({ text: expect.stringContaining('verified') });
    expect(services.rows.map(({ operation }) => operation)).toEqual(['package.verified']);
  });

  it('names the fault of a bag in which one byte has changed', async () => {
    const bytes = readFileSync(file);
    bytes[200]! ^= 1;
    writeFileSync(file, bytes);
    const services = world();

    const answer = await verify.run(asked(), services);

    expect(answer).toMatchObject({ text: expect.stringMatching(/^❌.*verification failed/) });
    expect(services.rows[0]!.record).toContain('"status":"Failure"');
  });

  it('finds another bag in its place, valid as it is', async () => {
    writeFileSync(file, (await seal(Buffer.from('another package'))).zip);

    const answer = await verify.run(asked(), world());

    expect(answer).toMatchObject({
      text: expect.stringContaining('isn’t the bag that was sealed'),
    });
  });

  it('says that a bag is gone', async () => {
    rmSync(file);

    const answer = await verify.run(asked(), world());

    expect(answer).toMatchObject({ text: expect.stringContaining('gone from the evidence store') });
  });

  it('checks nothing where nothing is kept', async () => {
    const services = fakeServices({ collections: [aCollection({ packages: [aPackage({})] })] });

    const answer = await verify.run(asked(), services);

    expect(answer).toMatchObject({ text: expect.stringContaining('No package is stored') });
  });
});
