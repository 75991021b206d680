import type { ServerResponse } from 'node:http';
import type { Defender, PackageStream, ResumePoint } from '../../src/ports';
import { type DefenderWorld, defenderAt } from '../support/defender';
import { reply, type StubServer, stubServer } from '../support/stub-server';

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

describe('a package', () => {
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

  it.each([
    ['quoted, as Defender does', '"'],
    ['plain', ''],
  ])('comes by a link that is %s, with its token untouched', async (_, quote) => {
    link(quote);
    storage.replies({ body: bytes, headers: { etag: '"v1"' } });

    const stream = await open(world.defender);

    expect(stream).toMatchObject({ size: bytes.length, offset: 0, etag: '"v1"' });
    expect(await read(stream)).toBe(bytes.toString());
    expect(storage.heard[0]?.url).toBe(`/a.zip?${secret}`);
  });

  it('is fetched without our token: the link is its own key', async () => {
    link();
    storage.replies({ body: bytes });

    await read(await open(world.defender));

    expect(storage.heard[0]?.headers.authorization).toBeUndefined();
    expect(storage.heard[0]?.headers['user-agent']).toBe('Bailiff/0.0.0');
  });

  it('that is not ready says so', async () => {
    api.replies(reply(404, 'error-404-package-not-ready'));

    await expect(open(world.defender)).rejects.toMatchObject({ name: 'PackageNotReady' });
  });

  it('uses the place that was reserved, and no second one', async () => {
    link();
    storage.replies({ body: bytes });

    await read(await open(world.defender));

    expect(world.ledger.given.get('getPackageUri')).toHaveLength(1);
  });

  it.each(['https://evil.example/a.zip', 'http://169.254.169.254/latest', 'https://u@127.0.0.1/a'])(
    'is not fetched from %s',
    async (foreign) => {
      api.replies({ body: JSON.stringify({ value: `"${foreign}?token=canary"` }) });

      const asked = open(world.defender);

      await expect(asked).rejects.toMatchObject({ name: 'PackageRefused' });
      await expect(asked).rejects.not.toThrow('canary');
    },
  );

  it('follows redirects on allowed hosts', async () => {
    link();
    storage.replies({ status: 302, headers: { location: '/b.zip?sig=x' } }, { body: bytes });

    expect(await read(await open(world.defender))).toBe(bytes.toString());
    expect(storage.heard[1]?.url).toBe('/b.zip?sig=x');
  });

  it.each([
    'http://169.254.169.254/latest/meta-data',
    'https://evil.example/',
    'file:///etc/passwd',
  ])('does not follow a redirect to %s', async (location) => {
    link();
    storage.replies({ status: 307, headers: { location } });

    await expect(open(world.defender)).rejects.toMatchObject({ name: 'PackageRefused' });
  });

  it('is not chased in circles', async () => {
    link();
    storage.replies(...Array(4).fill({ status: 302, headers: { location: '/again' } }));

    await expect(open(world.defender)).rejects.toMatchObject({ name: 'DownloadBroken' });
  });

  it.each([403, 404, 410, 429, 500, 503])(
    'needs a new link when the storage answers %d',
    async (status) => {
      link();
      storage.replies({ status });

      await expect(open(world.defender)).rejects.toMatchObject({ name: 'DownloadBroken' });
    },
  );

  it.each<[string, (response: ServerResponse) => void]>([
    [
      'is cut',
      (response) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('PK', () => response.socket?.destroy());
      },
    ],
    [
      'is reset',
      (response) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('PK', () => response.socket?.resetAndDestroy());
      },
    ],
  ])('whose line %s breaks without a word of the link', async (_, by) => {
    link();
    storage.replies({ by });

    const failure: unknown = await read(await open(world.defender)).catch((error) => error);

    expect(failure).toMatchObject({ name: 'DownloadBroken' });
    const { message, stack, cause } = failure as Error;
    expect([message, stack, JSON.stringify(failure), String(cause)].join()).not.toContain('Ab12');
    expect(world.logged.join()).not.toContain('Ab12');
  });

  it('is not fetched when the link is no link', async () => {
    api.replies({ body: JSON.stringify({ value: '"not a link canary"' }) });

    const asked = open(world.defender);

    await expect(asked).rejects.toMatchObject({ name: 'DownloadBroken' });
    await expect(asked).rejects.not.toThrow('canary');
  });

  it('takes another place when its own was missed', async () => {
    link();
    storage.replies({ body: bytes });
    const late = await world.defender.reserveLink();
    world.clock.advance(60_000);

    await read(await world.defender.openPackage(actionId, late));

    expect(world.ledger.given.get('getPackageUri')).toHaveLength(2);
  });
});
