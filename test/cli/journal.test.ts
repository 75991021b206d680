import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { verifyJournal } from '../../src/cli/journal';
import { openSigningKey } from '../../src/journal/signing-key';
import { openTestJournal, type TestJournal } from '../journal/a-journal';
import { bailiff } from './bailiff';

// Each command is a process of its own, and compiles its sources first.
jest.setTimeout(120_000);

let fixture: TestJournal;

beforeEach(async () => {
  fixture = await openTestJournal();
});
afterEach(() => fixture.close());

const environment = () => ({
  BAILIFF_DEV: '1',
  DATA_DIR: fixture.dataDir,
  DATABASE_URL: fixture.database.connectionString,
});
const run = (...words: string[]) => bailiff(words, fixture.dataDir, environment());

describe('bailiff journal', () => {
  it('verify says that all is as it was written, and by which key', async () => {
    await fixture.write(5);
    await fixture.checkpoints.make();
    await fixture.write(2);

    const { code, out } = await run('journal', 'verify', '--key', fixture.key.id);

    expect(out).toBe(
      `The journal is as it was signed: 7 rows.\n  Signed up to row 5, 1 checkpoint, by key ${fixture.key.id} (pinned).\n  2 rows came after it: if they were cut off, nobody could tell.\n`,
    );
    expect(code).toBe(0);
  });

  it('verify trusts the key that this machine holds, and says that nobody pinned it', async () => {
    await fixture.write(5);
    await fixture.checkpoints.make();

    const here = await run('journal', 'verify');
    await rm(join(fixture.dataDir, 'journal-key.pem'));
    const elsewhere = await run('journal', 'verify');

    expect(here.out).toContain('(own key of this DATA_DIR, not pinned: set JOURNAL_KEYS');
    expect(elsewhere.out).toContain('NOT PROVABLE');
    expect([here.code, elsewhere.code]).toEqual([0, 2]);
  });

  it('verify ends with 2 when nothing was signed, and with 1 when a key is demanded', async () => {
    await fixture.write(3);

    const bare = await run('journal', 'verify');
    const demanded = await run('journal', 'verify', '--key', fixture.key.id);

    expect(bare.out).toContain('NOT PROVABLE');
    expect(demanded.out).toContain('Row 1 is vouched for by no trusted key.');
    expect([bare.code, demanded.code]).toEqual([2, 1]);
  });

  it('rotate-key makes a key that the pinned one vouches for', async () => {
    await fixture.write(2);
    await fixture.checkpoints.make();

    const rotated = await run('journal', 'rotate-key');
    const { code, out } = await bailiff(['journal', 'verify'], fixture.dataDir, {
      ...environment(),
      JOURNAL_KEYS: fixture.key.id,
    });

    const { id } = await openSigningKey(fixture.dataDir);
    expect(rotated.out).toContain(id);
    expect(id).not.toBe(fixture.key.id);
    expect(out).toContain('(pinned)');
    expect([rotated.code, code]).toEqual([0, 0]);
  });

  it('ends with 2 when it can not be checked', async () => {
    const { code } = await bailiff(['journal', 'verify'], fixture.dataDir, {
      ...environment(),
      DATABASE_URL: 'postgres://127.0.0.1:1/none',
    });

    expect(code).toBe(2);
  });

  it('verify names a cut tail, ends with 1, and says it as JSON, too', async () => {
    await fixture.write(5);
    await fixture.checkpoints.make();
    await sql`delete from bailiff.journal where sequence > 3`.execute(fixture.database.db);

    const words = await run('journal', 'verify');
    const json = await run('journal', 'verify', '--json');

    expect(words.out).toContain('THE JOURNAL WAS CHANGED');
    expect(words.out).toContain('Row 4 and what followed was signed for, and is not there.');
    expect([words.code, json.code]).toEqual([1, 1]);
    expect(JSON.parse(json.out)).toMatchObject({ faults: [{ sequence: 4, what: 'cut' }] });
  });

  it('verify shows a person how far it has come in a long journal', async () => {
    await sql`
      insert into bailiff.journal
      select n, now(), 'x', '{"metadata":{},"api":{}}', 'a', 'b' from generate_series(1, 60000) n
    `.execute(fixture.database.db);
    Object.assign(process.env, environment());
    const said = { out: '', err: '' };
    const terminal = (isTTY: boolean) => ({
      stdout: { write: (text: string) => (said.out += text) },
      stderr: { write: (text: string) => (said.err += text), isTTY },
    });

    await verifyJournal({ json: false, terminal: terminal(false) });
    const unwatched = said.err;
    await verifyJournal({ json: false, terminal: terminal(true) });

    expect(unwatched).toBe('');
    expect(said.err).toMatch(/^\r\u001b\[K50,000 rows\r\u001b\[K55,000 rows/);
    expect(said.err).toMatch(/\r\u001b\[K$/);
  });

  it('export gives one OCSF event a line, with its place in the chain', async () => {
    await fixture.write(3);

    const { code, out } = await run('journal', 'export', '--format', 'ocsf');

    const events = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const [first] = await fixture.rows.read(1, 1);
    expect(events).toHaveLength(3);
    expect(events[0]).toMatchObject({
      class_uid: 6003,
      category_uid: 6,
      type_uid: 600399,
      activity_name: 'collect.asked',
      severity_id: 1,
      metadata: { version: '1.8.0', product: { name: 'Bailiff' }, sequence: 1 },
      actor: { user: { uid: 'u-1', name: 'Alice' } },
      api: { operation: 'collect.asked' },
      src_endpoint: { name: 'bailiff' },
      unmapped: { n: 0, chain: { hash: first?.hash } },
    });
    expect(code).toBe(0);
  });

  it('says how to use it when it is used in another way', async () => {
    const { code, complaints } = await run('journal', 'export', '--format', 'cef');

    expect(code).toBe(2);
    expect(complaints).toContain('journal export --format ocsf');
  });
});
