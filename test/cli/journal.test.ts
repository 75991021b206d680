import { sql } from 'kysely';
import { aHouse, type JournalHouse } from '../journal/a-house';
import { bailiff } from './bailiff';

let house: JournalHouse;

beforeEach(async () => {
  house = await aHouse();
});
afterEach(() => house.close());

const run = (...words: string[]) =>
  bailiff(words, house.dataDir, {
    BAILIFF_DEV: '1',
    DATA_DIR: house.dataDir,
    DATABASE_URL: house.database.connectionString,
  });

describe('bailiff journal', () => {
  it('verify says that all is as it was written, and by which key', async () => {
    await house.write(5);
    await house.checkpoints.make();
    await house.write(2);

    const { code, out } = await run('journal', 'verify', '--key', house.key.id);

    expect(out).toBe(
      `The journal is as it was written: 7 rows.\n  Signed up to row 5, 1 checkpoints, by key ${house.key.id}.\n  2 rows came after it: if they were cut off, nobody could tell.\n`,
    );
    expect(code).toBe(0);
  });

  it('verify names a cut tail, ends with 1, and says it as JSON, too', async () => {
    await house.write(5);
    await house.checkpoints.make();
    await sql`delete from bailiff.journal where sequence > 3`.execute(house.database.db);

    const words = await run('journal', 'verify');
    const json = await run('journal', 'verify', '--json');

    expect(words.out).toContain('THE JOURNAL WAS CHANGED');
    expect(words.out).toContain('Row 4 and what followed was signed for, and is not there.');
    expect([words.code, json.code]).toEqual([1, 1]);
    expect(JSON.parse(json.out)).toMatchObject({ faults: [{ sequence: 4, what: 'cut' }] });
  });

  it('export gives one OCSF event a line, with its place in the chain', async () => {
    await house.write(3);

    const { code, out } = await run('journal', 'export', '--format', 'ocsf');

    const events = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const [first] = await house.rows.read(1, 1);
    expect(events).toHaveLength(3);
    expect(events[0]).toMatchObject({
      class_uid: 6003,
      category_uid: 6,
      type_uid: 600399,
      activity_name: 'collect.asked',
      severity_id: 1,
      metadata: { version: '1.5.0', product: { name: 'Bailiff' }, sequence: 1 },
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
