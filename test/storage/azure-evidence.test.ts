import { createHash, randomBytes } from 'node:crypto';
import type { ContainerClient } from '@azure/storage-blob';
import { readBack } from '../../src/evidence/read-back';
import { verifyBag } from '../../src/evidence/verify';
import type { Evidence, EvidenceSource } from '../../src/ports';
import { AzureEvidence } from '../../src/storage/evidence/azure-evidence';
import { openEvidence } from '../../src/storage/evidence/open-evidence';
import { StorageRefusedError } from '../../src/storage/refusal';
import { seal } from '../evidence/bags';
import { type Azurite, startAzurite } from '../support/azurite';
import { testClock } from '../support/clock';
import { quietLog } from '../support/quiet-log';

let azurite: Azurite;
let container: ContainerClient;
let evidence: Evidence;
let made = 0;

beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.close());
beforeEach(async () => {
  container = await azurite.container(`evidence-${++made}`);
  evidence = new AzureEvidence(container, { maxBytes: 40 * 1024 * 1024 });
});

const name = 'C-7F3K2/1';
const file = 'C-7F3K2-1.zip';
const hex = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

function streamOf(bytes: Buffer, expects?: number): EvidenceSource {
  async function* body() {
    for (let at = 0; at < bytes.length; at += 100_000) yield bytes.subarray(at, at + 100_000);
  }
  return { body: body(), ...(expects !== undefined && { expects }) };
}
const keep = (stream: EvidenceSource) => evidence.store({ name, open: async () => stream });
const bytesOf = async (range?: { start: number; end: number }) => {
  const found = await evidence.read(file, range);
  const pieces: Uint8Array[] = [];
  for await (const piece of found!.body) pieces.push(piece);
  return { size: found!.size, bytes: Buffer.concat(pieces) };
};
const blobs = async () => (await evidence.list()).map((one) => one.file);

describe('packages in Azure Blob', () => {
  it('are kept byte for byte, in several blocks, with their hash beside them', async () => {
    const bytes = randomBytes(20 * 1024 * 1024 + 7);

    const kept = await keep(streamOf(bytes));

    expect(kept).toEqual({ file, size: bytes.length, written: true });
    expect((await bytesOf()).bytes.equals(bytes)).toBe(true);
    const { metadata } = await container.getBlobClient(file).getProperties();
    expect(metadata).toMatchObject({ sha256: hex(bytes) });
  });

  it('are kept as they came also when the source uses its memory again', async () => {
    const one = Buffer.alloc(1_000_000);
    async function* body() {
      for (let n = 0; n < 20; n++) yield one.fill(n);
    }

    await keep({ body: body() });

    const { bytes } = await bytesOf();
    expect([...Array(20).keys()].map((n) => bytes[n * 1_000_000 + 999_999])).toEqual([
      ...Array(20).keys(),
    ]);
    const { metadata } = await container.getBlobClient(file).getProperties();
    expect(metadata).toMatchObject({ sha256: hex(bytes) });
  });

  it('can be verified as a file, under the name they were sealed with', async () => {
    const { zip } = await seal();
    await keep(streamOf(zip));

    const verdict = await evidence.onDisk(file, (path) => verifyBag(path));

    expect(verdict).toMatchObject({ valid: true });
  });

  it('are read back from the account, and what was changed there is met', async () => {
    const { zip, sealed } = await seal();
    await keep(streamOf(zip));
    const back = () => evidence.onDisk(file, (path) => readBack(path, sealed));

    expect(await back()).toMatchObject({ bag: { size: zip.length, sha256: hex(zip) } });
    zip[zip.length >> 1]! ^= 1;
    await container.getBlockBlobClient(file).upload(zip, zip.length);

    await expect(back()).rejects.toThrow('it was changed');
  });

  it('are not fetched again once they are there', async () => {
    const first = await keep(streamOf(Buffer.from('the package')));

    const again = await evidence.store({
      name,
      open: () => Promise.reject(new Error('asked Defender again')),
    });

    expect(again).toEqual({ ...first, written: false });
  });

  it('are never written over, also when another replica was faster', async () => {
    const slow = streamOf(Buffer.from('the slower one'));
    const faster = new AzureEvidence(container, { maxBytes: 1e6 });

    const kept = await evidence.store({
      name,
      open: async () => {
        await faster.store({ name, open: async () => streamOf(Buffer.from('the faster one')) });
        return slow;
      },
    });

    expect((await bytesOf()).bytes.toString()).toBe('the faster one');
    expect(kept).toEqual({ file, size: 'the faster one'.length, written: false });
  });

  it.each`
    what                          | stream                                             | error
    ${'is larger than allowed'}   | ${() => streamOf(Buffer.alloc(41 * 1024 * 1024))}  | ${{ name: 'PackageRefused' }}
    ${'announces more than that'} | ${() => streamOf(Buffer.alloc(9), 41 * 1024 ** 2)} | ${{ name: 'PackageRefused' }}
    ${'breaks on its way'}        | ${() => ({ body: broken() })}                      | ${{ message: 'socket hang up' }}
  `('leave nothing behind when the download $what', async ({ stream, error }) => {
    await expect(keep(stream())).rejects.toMatchObject(error);

    expect(await blobs()).toEqual([]);
  });

  it('are read in part, and gone after they were removed', async () => {
    await keep(streamOf(Buffer.from('0123456789')));

    expect(await bytesOf({ start: 3, end: 5 })).toEqual({ size: 10, bytes: Buffer.from('345') });
    await evidence.remove(file);
    expect(await evidence.read(file)).toBeUndefined();
    await evidence.remove(file);
  });

  it('are not even asked for when the policy’s quota is used up', async () => {
    await keep(streamOf(Buffer.alloc(3000)));
    const full = new AzureEvidence(container, { maxBytes: 1e6, quotaBytes: 3000 });
    const open = jest.fn();

    const attempt = full.store({ name: 'C-7F3K2/2', open });

    await expect(attempt).rejects.toThrow(/evidence store is full/);
    expect(open).not.toHaveBeenCalled();
  });

  it('lie beside small notes that are written once', async () => {
    await evidence.note('journal/checkpoint-1.json', 'first');
    await evidence.note('journal/checkpoint-1.json', 'second');
    await keep(streamOf(Buffer.from('x')));

    expect(await blobs()).toEqual([file, 'journal/checkpoint-1.json']);
    expect((await evidence.list('journal/')).map(({ size }) => size)).toEqual([5]);
  });

  it('need a container that is there: the start says so', async () => {
    const settings = {
      store: 'azure-blob' as const,
      connectionString: azurite.connectionString,
      credential: () => Promise.reject(new Error('not asked for')),
      ...{ dataDir: '/nowhere', maxBytes: 1e6, clock: testClock(), log: quietLog },
    };

    const opened = await openEvidence({ ...settings, container: container.containerName });
    await opened.check();

    await expect(openEvidence({ ...settings, container: 'nobody-made-it' })).rejects.toBeInstanceOf(
      StorageRefusedError,
    );
  });
});

async function* broken(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('the beginning');
  throw new Error('socket hang up');
}
