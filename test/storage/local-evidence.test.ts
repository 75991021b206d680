import { createHash, randomBytes } from 'node:crypto';
import {
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DownloadBroken, PackageRefused } from '../../src/domain/errors';
import type { PackageStream, ResumePoint } from '../../src/ports';
import { LocalEvidence, type LocalEvidenceParts } from '../../src/storage/local-evidence';
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
const digest = (algorithm: string, bytes: Buffer) =>
  createHash(algorithm).update(bytes).digest('hex');

/** A server that has `bytes` and honours an offset when the etag fits, or breaks off after `upTo`. */
function aServer(bytes: Buffer, { upTo = bytes.length, etag = '"v1"' } = {}) {
  const asked: (ResumePoint | undefined)[] = [];
  const closed: boolean[] = [];
  async function* body(from: number): AsyncGenerator<Uint8Array> {
    try {
      for (let at = from; at < upTo; at += 65_536)
        yield bytes.subarray(at, Math.min(at + 65_536, upTo));
      if (upTo < bytes.length) throw new Error('ECONNRESET');
    } finally {
      closed.push(true);
    }
  }
  const open = async (from?: ResumePoint): Promise<PackageStream> => {
    asked.push(from);
    const offset = from?.etag === etag ? from.offset : 0;
    return { body: body(offset), size: bytes.length, offset, etag };
  };
  return { open, asked, closed };
}

describe('a package that arrives whole', () => {
  it('is kept byte for byte, with both hashes, readable by nobody else', async () => {
    const bytes = randomBytes(9 * megabyte + 123);
    const evidence = await store();

    const kept = await evidence.keep({ name, open: aServer(bytes).open });

    expect(kept).toEqual({
      file: 'C-7F3K2-1.zip',
      size: bytes.length,
      sha256: digest('sha256', bytes),
      sha512: digest('sha512', bytes),
    });
    expect(bytes.equals(await readFile(inStore(kept.file)))).toBe(true);
    expect(await files()).toEqual(['C-7F3K2-1.zip', 'C-7F3K2-1.zip.json']);
    for (const file of await files()) expect((await stat(inStore(file))).mode & 0o777).toBe(0o600);
    expect((await stat(inStore(''))).mode & 0o777).toBe(0o700);
  });

  it('tells how far it is', async () => {
    const bytes = randomBytes(3 * megabyte);
    const progress: [number, number?][] = [];

    await (await store()).keep({
      name,
      open: aServer(bytes).open,
      onProgress: (...told) => progress.push(told),
    });

    expect(progress.length).toBeGreaterThan(1);
    expect(progress.at(-1)).toEqual([bytes.length, bytes.length]);
  });

  it('is not fetched again, not even after a restart', async () => {
    const server = aServer(randomBytes(1000));
    const kept = await (await store()).keep({ name, open: server.open });

    const again = await (await store()).keep({ name, open: server.open });

    expect(again).toEqual(kept);
    expect(server.asked).toHaveLength(1);
  });

  it('is fetched once when two stories ask for it together', async () => {
    const server = aServer(randomBytes(megabyte));
    const evidence = await store();

    const [one, two] = await Promise.all([
      evidence.keep({ name, open: server.open }),
      evidence.keep({ name, open: server.open }),
    ]);

    expect(one).toEqual(two);
    expect(server.asked).toHaveLength(1);
  });

  it('is hashed again when a crash took its record', async () => {
    const bytes = randomBytes(5 * megabyte);
    const server = aServer(bytes);
    const kept = await (await store()).keep({ name, open: server.open });
    await rm(inStore('C-7F3K2-1.zip.json'));

    const again = await (await store()).keep({ name, open: server.open });

    expect(again).toEqual(kept);
    expect(server.asked).toHaveLength(1);
  });

  it('is fetched anew when the file is not the size that was recorded', async () => {
    const bytes = randomBytes(5000);
    const server = aServer(bytes);
    await (await store()).keep({ name, open: server.open });
    await truncate(inStore('C-7F3K2-1.zip'), 100);

    const again = await (await store()).keep({ name, open: server.open });

    expect(again.sha256).toBe(digest('sha256', bytes));
    expect(server.asked).toHaveLength(2);
  });

  it.each(['../../etc/passwd', 'C-7F3K2/../1', 'C-7F3K2/1/..', 'WS-042', 'C-7F3K2/0', ''])(
    'is never named %j',
    async (wrong) => {
      const evidence = await store();

      const attempt = evidence.keep({ name: wrong, open: aServer(randomBytes(9)).open });

      await expect(attempt).rejects.toBeDefined();
      expect(await files()).toEqual([]);
    },
  );
});

describe('a package that breaks off', () => {
  it('goes on where it was cut, with the same hashes as in one piece', async () => {
    const bytes = randomBytes(7 * megabyte);
    const broken = aServer(bytes, { upTo: 3 * megabyte });
    const whole = aServer(bytes);

    const first = (await store()).keep({ name, open: broken.open });
    await expect(first).rejects.toBeInstanceOf(DownloadBroken);
    const visible = (await files()).includes('C-7F3K2-1.zip');
    const kept = await (await store()).keep({ name, open: whole.open });

    expect(visible).toBe(false);
    expect(whole.asked).toEqual([{ offset: 3 * megabyte, etag: '"v1"' }]);
    expect(kept.sha256).toBe(digest('sha256', bytes));
    expect(kept.sha512).toBe(digest('sha512', bytes));
    expect(await files()).toEqual(['C-7F3K2-1.zip', 'C-7F3K2-1.zip.json']);
  });

  it('begins again when the server has other bytes by now', async () => {
    const bytes = randomBytes(2 * megabyte);
    const broken = aServer(randomBytes(2 * megabyte), { upTo: megabyte });
    await (await store()).keep({ name, open: broken.open }).catch(() => {});

    const kept = await (await store()).keep({ name, open: aServer(bytes, { etag: '"v2"' }).open });

    expect(kept.sha256).toBe(digest('sha256', bytes));
  });

  it('trusts only what was safely on the disk when the power went', async () => {
    const bytes = randomBytes(4 * megabyte);
    await (await store())
      .keep({ name, open: aServer(bytes, { upTo: megabyte }).open })
      .catch(() => {});
    await writeFile(inStore('C-7F3K2-1.zip.part'), Buffer.alloc(megabyte), { flag: 'a' });
    const whole = aServer(bytes);

    const kept = await (await store()).keep({ name, open: whole.open });

    expect(whole.asked[0]?.offset).toBe(megabyte);
    expect(kept.sha256).toBe(digest('sha256', bytes));
  });

  it('begins again over a half file that nobody vouches for', async () => {
    const bytes = randomBytes(megabyte);
    const evidence = await store();
    await writeFile(inStore('C-7F3K2-1.zip.part'), 'who knows');
    const server = aServer(bytes);

    const kept = await evidence.keep({ name, open: server.open });

    expect(server.asked).toEqual([undefined]);
    expect(kept.sha256).toBe(digest('sha256', bytes));
  });

  it.each`
    what                        | announced | arrives
    ${'shorter than announced'} | ${1000}   | ${999}
    ${'longer than announced'}  | ${1000}   | ${1001}
    ${'empty'}                  | ${0}      | ${0}
  `('or is $what is not kept', async ({ announced, arrives }) => {
    const open = async (): Promise<PackageStream> => ({
      body: (async function* () {
        yield randomBytes(arrives);
      })(),
      size: announced,
      offset: 0,
    });

    const attempt = (await store()).keep({ name, open });

    await expect(attempt).rejects.toBeInstanceOf(DownloadBroken);
    expect(await files()).toEqual([]);
  });

  it('says why the line broke', async () => {
    const broken = aServer(randomBytes(1000), { upTo: 10 });

    const attempt = (await store()).keep({ name, open: broken.open });

    await expect(attempt).rejects.toMatchObject({ cause: expect.any(Error) });
  });
});

describe('a package that can’t be kept', () => {
  it.each`
    why                              | size
    ${'announced as too large'}      | ${3 * megabyte}
    ${'too large without saying so'} | ${undefined}
  `('because it is $why is refused, and the line is closed', async ({ size }) => {
    const evidence = await store({ maxBytes: 2 * megabyte });
    const server = aServer(randomBytes(3 * megabyte));
    const open = async () => ({ ...(await server.open()), size });

    await expect(evidence.keep({ name, open })).rejects.toBeInstanceOf(PackageRefused);

    expect(server.closed).toEqual([true]);
    expect(await files()).toEqual([]);
  });

  it('because the disk is nearly full is refused before it is written', async () => {
    const evidence = await store({
      freeBytes: async () => 10 * megabyte,
      reserveBytes: 9 * megabyte,
    });
    const server = aServer(randomBytes(2 * megabyte));

    await expect(evidence.keep({ name, open: server.open })).rejects.toBeInstanceOf(PackageRefused);

    expect(await files()).toEqual([]);
    await expect(evidence.check()).resolves.toBeUndefined();
  });

  it('shows in the store’s health when no room is left at all', async () => {
    const evidence = await store({ freeBytes: async () => 1 });

    await expect(evidence.check()).rejects.toBeInstanceOf(PackageRefused);
  });
});

describe('half files of old crashes', () => {
  it('are removed after four days, younger ones stay', async () => {
    await store();
    const longAgo = new Date(Date.now() - 5 * 86_400_000);
    for (const file of ['C-00000-1.zip.part', 'C-00000-1.zip.part.json', 'C-00000-2.zip'])
      await writeFile(inStore(file), 'x').then(() => utimes(inStore(file), longAgo, longAgo));
    await writeFile(inStore('C-00000-3.zip.part'), 'x');

    await store();

    expect(await files()).toEqual(['C-00000-2.zip', 'C-00000-3.zip.part']);
  });
});
