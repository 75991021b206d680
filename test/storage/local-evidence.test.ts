import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PackageRefusedError } from '../../src/domain/errors';
import type { EvidenceSource } from '../../src/ports';
import { LocalEvidence, type LocalEvidenceParts } from '../../src/storage/evidence/local-evidence';
import { quietLog } from '../support/quiet-log';

const megabyte = 1024 * 1024;
const name = 'C-7F3K2/1';
const clock = { now: () => new Date() };
let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'bailiff-evidence-'));
});
afterEach(() => rm(dataDir, { recursive: true }));

const store = (parts: Partial<LocalEvidenceParts> = {}) =>
  LocalEvidence.open({ dataDir, maxBytes: 1024 * megabyte, clock, log: quietLog, ...parts });
const inStore = (file: string) => join(dataDir, 'evidence', file);
const files = async () => (await readdir(inStore(''))).toSorted();

/** A source of `bytes`, which breaks off after `upTo` of them. */
function aSource(bytes: Buffer, { upTo = bytes.length } = {}) {
  const seen = { asked: 0, closed: 0 };
  async function* body(): AsyncGenerator<Uint8Array> {
    try {
      for (let at = 0; at < upTo; at += 65_536)
        yield bytes.subarray(at, Math.min(at + 65_536, upTo));
      if (upTo < bytes.length) throw new Error('ECONNRESET');
    } finally {
      seen.closed += 1;
    }
  }
  const open = async (): Promise<EvidenceSource> => {
    seen.asked += 1;
    return { body: body(), expects: bytes.length };
  };
  return { open, seen };
}

describe('a package that arrives whole', () => {
  it('is kept byte for byte, readable by nobody else', async () => {
    const bytes = randomBytes(9 * megabyte + 123);
    const evidence = await store();

    const kept = await evidence.store({ name, open: aSource(bytes).open });

    expect(kept).toEqual({ file: 'C-7F3K2-1.zip', size: bytes.length, written: true });
    expect(bytes.equals(await readFile(inStore(kept.file)))).toBe(true);
    expect(await files()).toEqual(['C-7F3K2-1.zip']);
    for (const file of await files()) expect((await stat(inStore(file))).mode & 0o777).toBe(0o600);
    expect((await stat(inStore(''))).mode & 0o777).toBe(0o700);
  });

  it('tells how far it is', async () => {
    const bytes = randomBytes(3 * megabyte);
    const progress: number[] = [];

    await (await store()).store({
      name,
      open: aSource(bytes).open,
      onProgress: (received) => progress.push(received),
    });

    expect(progress.length).toBeGreaterThan(1);
    expect(progress.at(-1)).toBe(bytes.length);
  });

  it('is not fetched again, not even after a restart', async () => {
    const server = aSource(randomBytes(1000));
    const kept = await (await store()).store({ name, open: server.open });

    const again = await (await store()).store({ name, open: server.open });

    expect(again).toEqual({ ...kept, written: false });
    expect(server.seen.asked).toBe(1);
  });

  it('is fetched once when two stories ask for it together', async () => {
    const server = aSource(randomBytes(megabyte));
    const evidence = await store();

    const [one, two] = await Promise.all([
      evidence.store({ name, open: server.open }),
      evidence.store({ name, open: server.open }),
    ]);

    expect(one).toEqual(two);
    expect(server.seen.asked).toBe(1);
  });

  it.each(['../../etc/passwd', 'C-7F3K2/../1', 'C-7F3K2/1/..', 'WS-042', 'C-7F3K2/0', ''])(
    'is never named %j',
    async (wrong) => {
      const evidence = await store();

      const attempt = evidence.store({ name: wrong, open: aSource(randomBytes(9)).open });

      await expect(attempt).rejects.toThrow(`not the id of a package: ${wrong}`);
      expect(await files()).toEqual([]);
    },
  );
});

describe('a package that breaks off', () => {
  it('leaves nothing, and says what its source said', async () => {
    const broken = aSource(randomBytes(3 * megabyte), { upTo: megabyte });

    const attempt = (await store()).store({ name, open: broken.open });

    await expect(attempt).rejects.toThrow('ECONNRESET');
    expect(await files()).toEqual([]);
  });

  it('is written anew over the half that a crash left', async () => {
    const bytes = randomBytes(megabyte);
    const evidence = await store();
    await writeFile(inStore('C-7F3K2-1.zip.part'), Buffer.alloc(2 * megabyte));

    const kept = await evidence.store({ name, open: aSource(bytes).open });

    expect(bytes.equals(await readFile(inStore(kept.file)))).toBe(true);
    expect(await files()).toEqual(['C-7F3K2-1.zip']);
  });
});

describe('a package that can’t be kept', () => {
  it.each`
    why                              | expects
    ${'announced as too large'}      | ${3 * megabyte}
    ${'too large without saying so'} | ${undefined}
  `('because it is $why is refused, and the line is closed', async ({ expects }) => {
    const evidence = await store({ maxBytes: 2 * megabyte });
    const server = aSource(randomBytes(3 * megabyte));
    const open = async () => ({ ...(await server.open()), expects });

    await expect(evidence.store({ name, open })).rejects.toBeInstanceOf(PackageRefusedError);

    expect(server.seen.closed).toBe(1);
    expect(await files()).toEqual([]);
  });

  it('because the disk is nearly full is refused before it is written', async () => {
    const evidence = await store({
      freeBytes: async () => 10 * megabyte,
      reserveBytes: 9 * megabyte,
    });
    const server = aSource(randomBytes(2 * megabyte));

    await expect(evidence.store({ name, open: server.open })).rejects.toBeInstanceOf(
      PackageRefusedError,
    );

    expect(await files()).toEqual([]);
    await expect(evidence.check()).resolves.toBeUndefined();
  });

  it('because the disk has no room at all is not even asked for', async () => {
    const evidence = await store({ freeBytes: async () => 1 });
    const server = aSource(randomBytes(10));

    await expect(evidence.store({ name, open: server.open })).rejects.toBeInstanceOf(
      PackageRefusedError,
    );

    expect(server.seen.asked).toBe(0);
  });

  it('because nothing can be written there is not even asked for', async () => {
    const evidence = await store();
    await rm(inStore(''), { recursive: true });
    const server = aSource(randomBytes(10));

    await expect(evidence.store({ name, open: server.open })).rejects.toMatchObject({
      code: 'ENOENT',
    });

    expect(server.seen.asked).toBe(0);
  });

  it('because the policy’s quota is used up is not even asked for', async () => {
    await (await store()).store({ name: 'C-00000/1', open: aSource(randomBytes(3000)).open });
    const server = aSource(randomBytes(10));

    const attempt = (await store({ quotaBytes: 3000 })).store({ name, open: server.open });

    await expect(attempt).rejects.toThrow(/evidence store is full.*retention\.maxGigabytes/);
    expect(server.seen.asked).toBe(0);
  });

  it.each([
    ['announces', 4000, 10],
    ['brings', undefined, 4000],
  ])('because it %s more than the quota leaves is refused', async (_, expects, size) => {
    await (await store()).store({ name: 'C-00000/1', open: aSource(randomBytes(3000)).open });
    const open = async () => ({
      ...(await aSource(randomBytes(size)).open()),
      ...(expects !== undefined && { expects }),
    });

    const attempt = (await store({ quotaBytes: 6000 })).store({ name, open });

    await expect(attempt).rejects.toBeInstanceOf(PackageRefusedError);
    expect(await files()).toEqual(['C-00000-1.zip']);
  });

  it('shows in the store’s health when no room is left at all', async () => {
    const evidence = await store({ freeBytes: async () => 1 });

    await expect(evidence.check()).rejects.toBeInstanceOf(PackageRefusedError);
  });
});

describe('half files of old crashes', () => {
  it('are removed after four days, younger ones stay', async () => {
    await store();
    const longAgo = new Date(Date.now() - 5 * 86_400_000);
    for (const file of ['C-00000-1.zip.part', 'C-00000-1.zip.new', 'C-00000-2.zip'])
      await writeFile(inStore(file), 'x').then(() => utimes(inStore(file), longAgo, longAgo));
    await writeFile(inStore('C-00000-3.zip.part'), 'x');

    await store();

    expect(await files()).toEqual(['C-00000-2.zip', 'C-00000-3.zip.part']);
  });
});
