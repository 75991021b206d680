import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import threads from 'node:worker_threads';
import { run } from '../../src/cli/run';
import { name, seal, zipOf } from '../evidence/bags';

let folder: string;
let bag: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cli-'));
  bag = join(folder, `${name}.zip`);
  writeFileSync(bag, (await seal()).zip);
});
afterEach(() => rmSync(folder, { recursive: true }));

async function type(argv: readonly string[], { watched = false } = {}) {
  const said = { out: '', err: '' };
  const code = await run(argv, {
    stdout: { write: (text) => (said.out += text) },
    stderr: { write: (text) => (said.err += text), isTTY: watched },
  });
  return { code, ...said };
}

describe('bailiff verify', () => {
  it('says what a valid bag is, and ends with 0', async () => {
    const { code, out, err } = await type(['verify', bag]);

    expect(code).toBe(0);
    expect(out).toMatch(
      /^Valid: .*\.zip\n {2}1 file, 3,300 bytes, checked with sha256 and sha512\n/,
    );
    expect(out).toContain('collection C-7F3K2');
    expect(err).toBe('');
  });

  it('names the first fault in plain words, and ends with 1', async () => {
    writeFileSync(bag, 'nothing');

    const { code, out } = await type(['verify', bag]);

    expect(code).toBe(1);
    expect(out).toBe(`NOT VALID: ${bag}\n  The file isn’t a zip, or its end is missing.\n`);
  });

  it('says the same to programs', async () => {
    const good = await type(['verify', bag, '--json']);
    writeFileSync(bag, 'nothing');
    const bad = await type(['verify', '--json', bag]);

    expect(JSON.parse(good.out)).toMatchObject({ path: bag, valid: true, files: 1 });
    expect(JSON.parse(bad.out)).toMatchObject({ path: bag, valid: false, fault: { kind: 'zip' } });
    expect([good.code, bad.code]).toEqual([0, 1]);
  });

  it('says so when nothing is there', async () => {
    const { code, out } = await type(['verify', join(folder, 'gone.zip')]);

    expect(code).toBe(1);
    expect(out).toContain('There is nothing to read there (ENOENT).');
  });

  it('says nothing about a bag that this machine could not check', async () => {
    writeFileSync(bag, (await seal(Buffer.alloc(9_000_000, 'evidence'), 100_000)).zip);
    const Thread = threads.Worker;
    const dying = jest.spyOn(threads, 'Worker').mockImplementation((...made) => {
      const thread = new Thread(...made);
      void thread.terminate();
      return thread;
    });

    const { code, err, out } = await type(['verify', bag, '--json']);
    dying.mockRestore();

    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(`NOT CHECKED: ${bag}`);
  });

  it('lets no name out of a bag write to the terminal', async () => {
    writeFileSync(bag, zipOf([[`${name}/../\u001b[2J\u009b2J`, Buffer.from('x')]]));

    const { out } = await type(['verify', bag]);

    expect(out).toContain('leads out of its folder');
    expect(out).not.toMatch(/[\u001b\u009b]/);
  });

  it('shows its progress to a person, and only for large bags', async () => {
    const small = await type(['verify', bag], { watched: true });
    writeFileSync(bag, (await seal(Buffer.alloc(70 * 1024 * 1024), 4_000_000)).zip);
    const large = await type(['verify', bag], { watched: true });
    const unwatched = await type(['verify', bag]);

    expect(small.err).toBe('');
    expect(large.err).toMatch(/\r\u001b\[K 50 % {2}data/);
    expect(large.err).toMatch(/\r\u001b\[K$/);
    expect(unwatched.err).toBe('');
  });

  it('runs as a program', async () => {
    const program = join(__dirname, '../../bin/bailiff');

    const { stdout } = await promisify(execFile)(process.execPath, [program, 'verify', bag]);

    expect(stdout).toMatch(/^Valid: /);
  });
});

describe('bailiff', () => {
  it.each([[[]], [['dance']], [['verify']], [['verify', 'a', 'b']], [['verify', 'a', '--fast']]])(
    'explains itself when it did not understand %j, and ends with 2',
    async (argv) => {
      const { code, out, err } = await type(argv);

      expect(code).toBe(2);
      expect(out).toBe('');
      expect(err).toContain('npx bailiff verify <bag.zip|folder> [--json]');
    },
  );

  it('explains itself when asked, and ends with 0', async () => {
    const { code, out } = await type(['--help']);

    expect(code).toBe(0);
    expect(out).toContain('npx bailiff verify');
  });
});
