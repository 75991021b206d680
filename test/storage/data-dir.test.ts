import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareDataDir } from '../../src/storage/evidence/folders';
import { StorageRefusedError } from '../../src/storage/refusal';

let base: string;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'bailiff-dir-'));
});
afterEach(() => rm(base, { recursive: true }));

const othersMay = async (folder: string) => (await stat(folder)).mode & 0o066;

describe('DATA_DIR', () => {
  it('is closed to the eyes of others when it is new', async () => {
    const folder = await prepareDataDir(join(base, 'new'));

    expect(await othersMay(folder)).toBe(0);
  });

  it.each([[], ['evidence'], ['postgres', 'postgres.log']])(
    'that is open to others is closed where it holds nothing but ours: %j',
    async (...names) => {
      for (const name of names) await mkdir(join(base, name));
      await chmod(base, 0o777);

      await prepareDataDir(base);

      expect(await othersMay(base)).toBe(0);
    },
  );

  it('that is open to others and holds something else is refused, and left as it is', async () => {
    await writeFile(join(base, 'somebody’s'), '');
    await chmod(base, 0o755);

    await expect(prepareDataDir(base)).rejects.toThrow(StorageRefusedError);
    expect((await stat(base)).mode & 0o777).toBe(0o755);
  });

  it('keeps the right to pass, which the database’s user needs', async () => {
    await chmod(base, 0o755);

    await prepareDataDir(base);

    expect((await stat(base)).mode & 0o777).toBe(0o711);
  });
});
