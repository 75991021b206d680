import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalFiles } from '../../src/storage/evidence/local-files';

let folder: string;
let files: LocalFiles;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bailiff-files-'));
  files = new LocalFiles(folder);
});
afterEach(() => rm(folder, { recursive: true }));

const textOf = async (file: string, range?: { start: number; end: number }) => {
  const found = await files.read(file, range);
  const pieces: Uint8Array[] = [];
  for await (const piece of found?.body ?? []) pieces.push(piece);
  return found && { size: found.size, text: Buffer.concat(pieces).toString() };
};

describe('the files of the local store', () => {
  it('are read whole or in part; one that is not there is an answer, not a fault', async () => {
    await writeFile(join(folder, 'C-7F3K2-1.zip'), '0123456789');

    expect(await textOf('C-7F3K2-1.zip')).toEqual({ size: 10, text: '0123456789' });
    expect(await textOf('C-7F3K2-1.zip', { start: 7, end: 9 })).toEqual({ size: 10, text: '789' });
    expect(await textOf('C-7F3K2-2.zip')).toBeUndefined();
  });

  it('take a note once: what is there stays as it is, private and whole', async () => {
    await files.note('journal/checkpoint-1.json', 'first');
    await Promise.all([
      files.note('journal/checkpoint-1.json', 'second'),
      files.note('journal/checkpoint-1.json', 'third'),
    ]);

    expect(await textOf('journal/checkpoint-1.json')).toMatchObject({ text: 'first' });
    expect(await readdir(join(folder, 'journal'))).toEqual(['checkpoint-1.json']);
    const { mode } = await stat(join(folder, 'journal', 'checkpoint-1.json'));
    expect(mode & 0o777).toBe(0o600);
  });

  it('are listed without halves', async () => {
    for (const name of ['C-7F3K2-1.zip', 'C-7F3K2-2.zip.part'])
      await writeFile(join(folder, name), 'x');
    await files.note('journal/key-1.pem', 'key');

    expect((await files.list()).map(({ file }) => file)).toEqual([
      'C-7F3K2-1.zip',
      'journal/key-1.pem',
    ]);
  });

  it('are removed, and removing one that is gone is fine', async () => {
    await writeFile(join(folder, 'C-7F3K2-1.zip'), 'x');

    await files.remove('C-7F3K2-1.zip');
    await files.remove('C-7F3K2-1.zip');

    expect(await readdir(folder)).toEqual([]);
  });

  it.each(['../secret', '/etc/passwd', 'a/../../b', 'journal/../x', '.hidden', 'a\0b', ''])(
    'never leave the store: %j is refused',
    async (name) => {
      await expect(files.read(name)).rejects.toThrow('not a name of evidence');
    },
  );
});
