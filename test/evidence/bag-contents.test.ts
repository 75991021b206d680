import { type BagContents, readTagFile } from '../../src/evidence/bag-contents';
import { checkSums } from '../../src/evidence/check-sums';
import { BagError } from '../../src/evidence/verdict';

/** One file whose bytes can't be had. */
function bagWhose(error: Error, file = 'data/a.zip'): BagContents {
  const read = () => Promise.reject(error);
  return { files: new Map([[file, { size: 10, read }]]), hasPayload: true, close: async () => {} };
}

function broken(code: string): Error {
  return Object.assign(new Error(`${code}: open`), { code });
}

const sums = new Map([['data/a.zip', 'ab']]);
const list = { file: 'manifest-sha256.txt', algorithm: 'sha256', of: 'payload', sums } as const;
const check = (bag: BagContents) => checkSums(bag, [list], () => {});

describe('a file of a bag that can not be read', () => {
  it('is a fault of the bag where the disk does not give it', async () => {
    await expect(check(bagWhose(broken('EIO')))).rejects.toMatchObject({ kind: 'unreadable' });
    await expect(readTagFile(bagWhose(broken('EIO'), 'a'), 'a')).rejects.toThrow(BagError);
  });

  it.each(['EMFILE', 'ENOMEM', 'ERR_WORKER_OUT_OF_MEMORY'])(
    'is none where this process has too little of something: %s',
    async (code) => {
      const ours = broken(code);

      await expect(check(bagWhose(ours))).rejects.toBe(ours);
      await expect(readTagFile(bagWhose(ours, 'a'), 'a')).rejects.toBe(ours);
    },
  );
});
