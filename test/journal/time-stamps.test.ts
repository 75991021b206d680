import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Checkpoints } from '../../src/journal/checkpoints';
import { createLog } from '../../src/journal/log';
import { JournalSeals } from '../../src/journal/seals';
import { TimeStamps } from '../../src/journal/time-stamps';
import { eventually } from '../support/eventually';
import { quietLog } from '../support/quiet-log';
import { openTestJournal, type TestJournal } from './a-journal';
import { TimeStampAuthority } from './time-stamp-authority';

let authority: TimeStampAuthority;
let fixture: TestJournal;
let folder: string;
let logged: string[];
let stamps: TimeStamps;

beforeAll(async () => {
  authority = await TimeStampAuthority.start();
});
afterAll(() => authority.close());
beforeEach(async () => {
  fixture = await openTestJournal();
  folder = join(fixture.dataDir, 'evidence');
  logged = [];
  authority.reply = undefined;
  const log = createLog({ level: 'warn', to: { write: (line) => void logged.push(line) } });
  stamps = new TimeStamps({ url: authority.url, outside: fixture.outside, log });
});
afterEach(() => fixture.close());

const tokens = () =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.tsr'))
    .toSorted();

/** Verifies by the command of docs/custody.md. */
function opensslVerifies(data: string, token: string): string {
  const docs = readFileSync(join(__dirname, '../../docs/custody.md'), 'utf8');
  const [, command = ''] = /<!-- time stamp -->\n```sh\n([^`]*)```/.exec(docs) ?? [];
  return execFileSync('bash', ['-euc', command], {
    cwd: folder,
    env: { PATH: process.env['PATH'], DATA: data, TOKEN: token, CA: authority.certificate },
    encoding: 'utf8',
    stdio: 'pipe',
  });
}

/** A sealed package and the checkpoint that covers it, signed while the authority may be away. */
async function sealed() {
  const onSigned = (file: string) => stamps.soon(file);
  const { key, notes, outside, rows } = fixture;
  const shared = { clock: fixture.clock, log: quietLog, onSigned };
  const checkpoints = new Checkpoints({ rows, notes, evidence: outside, key, ...shared });
  const seals = new JournalSeals({ key, checkpoints, outside, log: quietLog, onSigned });
  const { hash, sequence } = await fixture.journal.write({
    operation: 'package.sealed',
    actor: { id: 'u-1', name: 'Alice' },
    outcome: 'success',
  });
  const hashes = { sha256: 'a'.repeat(64), sha512: 'b'.repeat(128) };
  const record = { payload: 'data/x.zip', ...hashes, journal: { sequence, hash } };
  await seals.attest({ file: 'C-7F3K2-1.zip', bag: { sha256: hashes.sha256 }, record });
}

const all = ['C-7F3K2-1.tsr', 'journal/checkpoint-000000000001.tsr'];

it('stores tokens over seal and checkpoint, which openssl verifies', async () => {
  await sealed();

  await eventually(() => tokens().length === 2);
  expect(tokens()).toEqual(all);
  expect(opensslVerifies('C-7F3K2-1.dsse.json', 'C-7F3K2-1.tsr')).toContain('Verification: OK');
  const checkpoint = 'journal/checkpoint-000000000001';
  expect(opensslVerifies(`${checkpoint}.json`, `${checkpoint}.tsr`)).toContain('Verification: OK');
});

it('shows openssl when what was stamped is another file now', async () => {
  await sealed();
  await eventually(() => tokens().length === 2);

  writeFileSync(join(folder, 'C-7F3K2-1.dsse.json'), 'another');

  expect(() => opensslVerifies('C-7F3K2-1.dsse.json', 'C-7F3K2-1.tsr')).toThrow(
    /message imprint mismatch/,
  );
});

const refusal = Buffer.from('30053003020102', 'hex');

it.each`
  authority                 | reply
  ${'is away'}              | ${() => ({ status: 503, body: Buffer.alloc(0) })}
  ${'refuses'}              | ${() => ({ status: 200, body: refusal })}
  ${'talks nonsense'}       | ${() => ({ status: 200, body: Buffer.from('<html>') })}
  ${'talks without an end'} | ${() => ({ status: 200, body: Buffer.alloc(100_000) })}
`(
  'seals all the same while the authority $authority, says so, and stamps later',
  async ({ reply }) => {
    authority.reply = reply;
    await sealed();
    await eventually(() => logged.length === 2);

    expect(tokens()).toEqual([]);
    expect(logged.join('')).toContain('time stamp failed; retrying');
    await stamps.round();
    expect(JSON.parse(logged[2]!)).toMatchObject({ waiting: 2 });
    expect(logged).toHaveLength(3);

    authority.reply = undefined;
    await stamps.round();

    expect(tokens()).toEqual(all);
  },
);

it('refuses a token over something else, or of an earlier question', async () => {
  let first: Buffer | undefined;
  authority.reply = (question) => {
    first ??= question;
    return authority.answer(first);
  };
  await sealed();

  await eventually(() => tokens().length + logged.length === 2);

  expect(tokens()).toHaveLength(1);
  expect(logged.join('')).toContain('answers another question');
});

it('asks for nothing that has a token already', async () => {
  await sealed();
  await eventually(() => tokens().length === 2);
  const before = authority.asked;

  await stamps.round();

  expect(authority.asked).toBe(before);
});
