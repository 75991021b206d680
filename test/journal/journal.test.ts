import { sql } from 'kysely';
import { ChainedJournal } from '../../src/journal/journal';
import { Metrics } from '../../src/journal/metrics';
import { verifyJournal } from '../../src/journal/verify';
import { Catalogue, englishCatalogue } from '../../src/language/catalogue';
import { inLanguage, msg } from '../../src/language/language';
import type { JournalEvent } from '../../src/ports';
import { StoredJournalRows } from '../../src/storage/journal/journal-rows';
import { type TestDatabase, testDatabase } from '../support/database';
import { quietLog } from '../support/quiet-log';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(() => database.db.deleteFrom('journal').execute());

const rows = () => new StoredJournalRows(database.db);
const clock = { now: () => new Date('2026-11-02T09:00:00.123Z') };
function aJournal(metrics = new Metrics()) {
  return new ChainedJournal({ rows: rows(), clock, log: quietLog, metrics });
}
const event = (n: number): JournalEvent => ({
  operation: 'collect.asked',
  actor: { id: 'u-1', name: 'Alice' },
  outcome: 'success',
  resources: { collection: `C-0000${n}` },
  details: { n, odd: 'a\0b\ud800 ü', much: 1e21 },
});
const written = async (count: number) => {
  const journal = aJournal();
  await Promise.all(Array.from({ length: count }, (_, n) => journal.write(event(n))));
};

describe('the journal', () => {
  it('is gapless and chained after 1,000 concurrent writes through two replicas', async () => {
    const replicas = [aJournal(), aJournal()];

    await Promise.all(Array.from({ length: 1000 }, (_, n) => replicas[n % 2]!.write(event(n))));

    const check = await verifyJournal(rows());
    expect(check).toMatchObject({ rows: 1000, faults: [], last: { sequence: 1000 } });
  });

  it('stays one chain when replicas take turns, and when its end was removed', async () => {
    const [one, other] = [aJournal(), aJournal()];

    for (let n = 0; n < 5; n += 1)
      for (const journal of [one, one, other]) await journal.write(event(n));
    const before = await verifyJournal(rows());
    await database.db.deleteFrom('journal').execute();
    await one.write(event(9));

    expect(before).toMatchObject({ rows: 15, faults: [] });
    expect(await verifyJournal(rows())).toMatchObject({ rows: 1, faults: [] });
  });

  it('says who did what in the field names of OCSF', async () => {
    await aJournal().write(event(7));

    const [row] = await rows().read(1, 1);
    expect(JSON.parse(row!.record)).toMatchObject({
      class_uid: 6003,
      time: clock.now().getTime(),
      actor: { user: { uid: 'u-1', name: 'Alice' } },
      api: { operation: 'collect.asked' },
      status: 'Success',
      resources: [{ type: 'collection', uid: 'C-00007' }],
      unmapped: { n: 7 },
    });
  });

  it('is English whoever was answered, and says kept sentences with their values', async () => {
    const german = new Catalogue(
      'de',
      { 'Denied by {0}.': 'Abgelehnt von {0}.' },
      englishCatalogue(),
    );
    const failure = {
      cause: msg`Denied by ${'Dana'}.`,
      tried: [msg`Denied by ${msg`somebody`}.`],
    };

    await inLanguage(german, () => aJournal().write({ ...event(1), details: { failure } }));

    const [row] = await rows().read(1, 1);
    expect(JSON.parse(row!.record)).toMatchObject({
      unmapped: { failure: { cause: 'Denied by Dana.', tried: ['Denied by somebody.'] } },
    });
  });

  it('holds no secret, whatever the details were', async () => {
    const details = { link: 'https://x.blob.example/p.zip?sv=1&sig=CANARY%3D', apiKey: 'CANARY' };

    await aJournal().write({ ...event(1), details });

    const [row] = await rows().read(1, 1);
    expect(row!.record).not.toContain('CANARY');
  });

  it('tells the one who acts when the record can’t be written, and goes on afterwards', async () => {
    const metrics = new Metrics();
    const journal = aJournal(metrics);
    await sql`alter table bailiff.journal rename to away`.execute(database.db);

    const attempt = journal.write(event(1));
    await expect(attempt).rejects.toMatchObject({ code: '42P01' });
    await sql`alter table bailiff.away rename to journal`.execute(database.db);
    await journal.write(event(2));

    expect((await verifyJournal(rows())).rows).toBe(1);
    expect((await metrics.page()).text).toContain('bailiff_journal_failures_total 1');
  });
});

describe('the check of the journal', () => {
  it.each`
    crime                          | statement                                                                                                                                                          | found
    ${'an edited record'}          | ${"update bailiff.journal set record = replace(record, 'Alice', 'Mallory') where sequence = 4"}                                                                    | ${{ sequence: 4, what: 'edited' }}
    ${'an edited time'}            | ${"update bailiff.journal set at = at + interval '1 hour' where sequence = 4"}                                                                                     | ${{ sequence: 4, what: 'edited' }}
    ${'a deleted row'}             | ${'delete from bailiff.journal where sequence = 4'}                                                                                                                | ${{ sequence: 4, what: 'missing' }}
    ${'a deleted beginning'}       | ${'delete from bailiff.journal where sequence = 1'}                                                                                                                | ${{ sequence: 1, what: 'missing' }}
    ${'a row put in place of one'} | ${'update bailiff.journal a set record = b.record, hash = b.hash, previous_hash = b.previous_hash from bailiff.journal b where a.sequence = 4 and b.sequence = 6'} | ${{ sequence: 4, what: 'unchained' }}
    ${'a row added at the end'}    | ${'insert into bailiff.journal select 10, at, operation, record, hash, hash from bailiff.journal where sequence = 9'}                                              | ${{ sequence: 10, what: 'edited' }}
  `('finds $crime', async ({ statement, found }) => {
    await written(9);

    await sql.raw(statement).execute(database.db);

    const { faults } = await verifyJournal(rows());
    expect(faults).toContainEqual(found);
  });
});
