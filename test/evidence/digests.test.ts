import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { Digests } from '../../src/evidence/digests';

let digests: Digests<Record<string, string>> | undefined;
afterEach(() => digests?.close());

const blocks = [Buffer.from('one'), Buffer.alloc(70_000, 'two'), Buffer.from('three')];
/** No bytes: the thread throws when it comes to it. */
const poison = 7 as never;

describe('digests made in a thread', () => {
  it('are those of the whole stream, also when nobody waits between its blocks', async () => {
    digests = new Digests({ long: 'sha512', short: 'crc32' });

    const added = blocks.map((block) => digests!.add(block));
    const made = await digests.end();

    await Promise.all(added);
    const whole = Buffer.concat(blocks);
    expect(made).toEqual({
      long: createHash('sha512').update(whole).digest('hex'),
      short: crc32(whole).toString(16).padStart(8, '0'),
    });
  });

  it('are given up by all who wait when the thread dies, with what killed it', async () => {
    digests = new Digests({ sum: 'sha256' });

    const asked = [digests.add(blocks[0]!), digests.add(poison), digests.add(blocks[1]!)];
    const said = await Promise.allSettled([...asked, digests.end()]);

    expect(said.map(({ status }) => status)).toEqual([
      'fulfilled',
      ...['rejected', 'rejected', 'rejected'],
    ]);
    expect(said[3]).toMatchObject({
      reason: { name: 'HashingStopped', cause: { code: 'ERR_INVALID_ARG_TYPE' } },
    });
  });

  it('are refused to whoever asks a thread that died before', async () => {
    digests = new Digests({ sum: 'no such algorithm' });
    await expect(digests.add(blocks[0]!)).rejects.toThrow('Digest method not supported');

    const later = [digests.add(blocks[1]!), digests.end()];

    for (const one of later) await expect(one).rejects.toThrow('Digest method not supported');
  });

  it('end for whoever waits or asks when they are closed', async () => {
    digests = new Digests({ sum: 'sha256' });
    // Fills the thread's time, so that the last question is open when it is closed.
    for (let n = 0; n < 50; n++) digests.add(Buffer.alloc(1_000_000)).catch(() => {});
    const open = digests.end();

    const said = expect(open).rejects.toThrow('the thread that hashes has ended');
    await digests.close();

    await said;
    await expect(digests.add(blocks[0]!)).rejects.toThrow('the thread that hashes has ended');
  });
});
