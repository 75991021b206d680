import type { Defender, PackageStream, ResumePoint } from '../../src/ports';
import { type DefenderWorld, defenderAt } from '../support/defender';
import { type StubServer, stubServer } from '../support/stub-server';

const actionId = '2e9da30d-27f6-4208-81f2-9cd3d67893ba';
const bytes = Buffer.from('PK-0123456789');
const secret = 'token=Ab12%2fCd34%3bEf56%3d%3d';

async function read({ body }: PackageStream): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

async function open(defender: Defender, from?: ResumePoint): Promise<PackageStream> {
  return defender.openPackage(actionId, await defender.reserveLink(), from);
}

describe('a download that broke', () => {
  let api: StubServer;
  let storage: StubServer;
  let world: DefenderWorld;
  beforeEach(async () => {
    api = await stubServer();
    storage = await stubServer();
    world = defenderAt(api.url);
  });
  afterEach(async () => {
    await api.close();
    await storage.close();
  });
  const link = (change = '"') =>
    api.replies({
      body: JSON.stringify({ value: `${change}${storage.url}/a.zip?${secret}${change}` }),
    });

  it('goes on where it broke off', async () => {
    link();
    const headers = { etag: '"v1"', 'content-range': 'bytes 3-12/13' };
    storage.replies({ status: 206, headers, body: bytes.subarray(3) });

    const stream = await open(world.defender, { offset: 3, etag: '"v1"' });

    expect(storage.heard[0]?.headers).toMatchObject({ range: 'bytes=3-', 'if-range': '"v1"' });
    expect(stream).toMatchObject({ offset: 3, size: 13, etag: '"v1"' });
    expect(await read(stream)).toBe('0123456789');
  });

  it('begins anew when the storage has other bytes by now', async () => {
    link();
    storage.replies({ body: 'new bytes', headers: { etag: '"v2"' } });

    const stream = await open(world.defender, { offset: 3, etag: '"v1"' });

    expect(stream).toMatchObject({ offset: 0, size: 9, etag: '"v2"' });
    expect(await read(stream)).toBe('new bytes');
  });

  it.each([
    ['another part', { status: 206, headers: { 'content-range': 'bytes 0-12/13' } }],
    [
      'a part of another file',
      { status: 206, headers: { 'content-range': 'bytes 3-12/13', etag: '"v2"' } },
    ],
    ['a part without a place', { status: 206 }],
    ['no part at all', { status: 416 }],
  ])('begins anew when it gets %s', async (_, wrong) => {
    link();
    storage.replies({ ...wrong, body: 'x' }, { body: bytes });

    const stream = await open(world.defender, { offset: 3, etag: '"v1"' });

    expect(storage.heard[1]?.headers.range).toBeUndefined();
    expect(await read(stream)).toBe(bytes.toString());
  });

  it('promises no resumption where the storage only says "about the same"', async () => {
    link();
    storage.replies({ body: bytes, headers: { etag: 'W/"v1"' } });

    const stream = await open(world.defender);

    expect(stream.etag).toBeUndefined();
    await read(stream);
  });
});
