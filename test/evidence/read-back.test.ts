import { createHash } from 'node:crypto';
import fs, { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import threads, { type Worker } from 'node:worker_threads';
import { readBack } from '../../src/evidence/read-back';
import { facts, name, payload, seal } from './bags';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bailiff-read-back-'));
  path = join(folder, `${name}.zip`);
});
afterEach(() => rm(folder, { recursive: true }));

/** A sealed bag as it came to lie on the disk. */
async function kept(content?: Buffer) {
  const { zip, sealed } = await seal(content, 100_000);
  await writeFile(path, zip);
  return { zip, sealed };
}

describe('a bag that is read back', () => {
  it.each([
    ['small', payload],
    ['so large that it is hashed in threads', Buffer.alloc(9_000_000, 'evidence')],
  ])('tells its own hash and those of its payload, when it is %s', async (_, content) => {
    const { zip, sealed } = await kept(content);

    const found = await readBack(path, sealed);

    const { around: _around, ...digest } = sealed;
    expect(found).toEqual({
      bag: { size: zip.length, sha256: createHash('sha256').update(zip).digest('hex') },
      actionId: facts.actionId,
      payload: digest,
    });
  });

  it('is verified by itself where nobody knows any more what was sealed', async () => {
    const { zip, sealed } = await kept();
    const { sha256 } = sealed;

    expect(await readBack(path)).toMatchObject({ payload: { sha256 } });
    await writeFile(path, flipped(zip, zip.indexOf(payload) + 5));

    await expect(readBack(path)).rejects.toMatchObject({ name: 'BagFault', kind: 'changed' });
  });

  it('is refused wherever in it a bit has changed', async () => {
    const { zip, sealed } = await kept();
    const unseen: number[] = [];
    // All of the zip's own bytes at its two ends, and some of every file between.
    const places = [...zip.keys()].filter(
      (at) => at < 100 || at % 31 === 0 || at > zip.length - 120,
    );

    for (const at of places) {
      await writeFile(path, flipped(zip, at));
      const refused = await readBack(path, sealed).catch((error: Error) => error.name);
      if (refused !== 'BagFault') unseen.push(at);
    }

    expect(unseen).toEqual([]);
  });

  it.each([1, 4000, 12_000])('is refused when %d bytes are missing at its end', async (missing) => {
    const { sealed, zip } = await kept();
    await truncate(path, zip.length - missing);

    await expect(readBack(path, sealed)).rejects.toMatchObject({ name: 'BagFault' });
  });

  it.each([
    ['that hashes the whole', 1],
    ['that checks its payload', 2],
  ])('is no damaged one when a thread of ours %s dies', async (_, number) => {
    const { sealed } = await kept(Buffer.alloc(9_000_000, 'evidence'));
    const ended = endThread(number);

    const refused = await readBack(path, sealed).catch((error: Error) => error.name);
    ended.mockRestore();

    expect(refused).toBe('HashingStopped');
    await expect(readBack(path, sealed)).resolves.toMatchObject({ bag: {} });
  });

  it('is no damaged one when there are too many open files', async () => {
    const { sealed } = await kept();
    const full = Object.assign(new Error('EMFILE: too many open files'), { code: 'EMFILE' });
    const read = jest.spyOn(fs, 'open').mockRejectedValueOnce(full);

    const refused = await readBack(path, sealed).catch((error: unknown) => error);
    read.mockRestore();

    expect(refused).toBe(full);
  });

  it('is refused when it is a whole bag, but of something else', async () => {
    const { sealed } = await kept();
    await kept(Buffer.from('another package'));

    await expect(readBack(path, sealed)).rejects.toThrow('It isn’t the bag that was sealed.');
  });
});

/** Ends the n-th thread from now as soon as it starts, as a machine without memory would. */
function endThread(number: number): jest.SpiedClass<typeof Worker> {
  const Thread = threads.Worker;
  let started = 0;
  return jest.spyOn(threads, 'Worker').mockImplementation((...made) => {
    const thread = new Thread(...made);
    if (++started === number) void thread.terminate();
    return thread;
  });
}

function flipped(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[at]! ^= 1;
  return changed;
}
