import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { typescript } from '../../demo/child';
import { verifyBag } from '../../src/evidence/verify';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'bailiff-sealing-'));
});
afterEach(() => rm(dataDir, { recursive: true }));

const sealing = (step = '') => typescript('test/storage/sealing-child.ts', dataDir, step);
const files = async () => (await readdir(join(dataDir, 'evidence'))).toSorted();
const verdict = () => verifyBag(join(dataDir, 'evidence', 'C-7F3K2-1.zip'));

/** Lets it come as far as the step and no further: nothing of it runs any more. */
async function killAt(step: string): Promise<void> {
  const child = spawn(process.execPath, sealing(step), { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(String(said)).toBe(`${step}\n`);
}

describe('a process that is killed while it seals', () => {
  it.each(['opened', 'in the middle', 'hashed', 'written'])(
    'when the package is %s leaves no half bag, and the next person seals it whole',
    async (step) => {
      await killAt(step);
      const left = await files();

      const { stdout } = await promisify(execFile)(process.execPath, sealing());

      expect(stdout).toBe('written and verified\n');
      expect(left).not.toContain('C-7F3K2-1.zip');
      expect(await files()).toEqual(['C-7F3K2-1.zip']);
      expect(await verdict()).toMatchObject({ valid: true, bytes: 3 * 1024 * 1024 });
    },
  );

  it('when the package is kept leaves the whole bag: the next person only reads it back', async () => {
    await killAt('kept');

    const { stdout } = await promisify(execFile)(process.execPath, sealing());

    expect(stdout).toBe('found and verified\n');
    expect(await verdict()).toMatchObject({ valid: true });
  });
});

describe('a disk that is full in the middle', () => {
  it('refuses the package in plain words and keeps nothing of it', async () => {
    // The shell's own limit for a file, 1 MB or 2, stands for the disk: the write itself fails.
    const limited = `trap '' XFSZ; ulimit -f 2048; exec "$@"`;
    const args = ['-c', limited, 'sh', process.execPath, ...sealing()];

    const end = await promisify(execFile)('sh', args).catch((error: { stdout: string }) => error);

    expect(end.stdout).toBe('PackageRefused\n');
    expect(await files()).toEqual([]);
  });
});
