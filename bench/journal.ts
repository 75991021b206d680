import { createHash } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { systemClock } from '../src/clock';
import { ChainedJournal } from '../src/journal/journal';
import { Metrics } from '../src/journal/metrics';
import { verifyJournal } from '../src/journal/verify';
import type { JournalRow, Log } from '../src/ports';
import { StoredJournalRows } from '../src/storage/journal/journal-rows';
import type { Database } from '../src/storage/postgres/database';
import { openStorage } from '../src/storage/postgres/open';
import { type Measure, median, timed } from './measure';

const records = 100_000;
const scheduledJobs = 3;
// As many as the journal writes in one transaction.
const atOnce = 1000;
const page = 5000;

const silent = () => {};
const log: Log = { debug: silent, info: silent, warn: silent, error: silent };

/** Appends 100,000 records to the chain and verifies it, on a PostgreSQL with durable writes. */
export async function journal(): Promise<Measure[]> {
  const dataDir = join(__dirname, '..', 'data', `bench-${process.pid}`);
  mkdirSync(dataDir, { recursive: true });
  const storage = await openStorage({
    dataDir,
    executorId: 'bench',
    log,
    onExecutorTaken: silent,
  });
  try {
    return await measure(storage.db);
  } finally {
    await storage.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function measure(db: Database): Promise<Measure[]> {
  const times = { append: [], insert: [], verify: [], read: [] } as Record<string, number[]>;
  for (let round = 0; round < scheduledJobs; round += 1) {
    await sql`truncate bailiff.journal`.execute(db);
    times['append']!.push(await timed(() => append(db)));
    const rows = await new StoredJournalRows(db).read(1, records);
    times['insert']!.push(await insertPlainly(db, rows));
    times['verify']!.push(await timed(() => verify(db)));
    times['read']!.push(await timed(() => readAndHash(db)));
  }
  const time = (what: string) => median(times[what]!);
  return [
    {
      what: `${records} records written, ${atOnce} at a time`,
      value: time('append'),
      unit: 'ms',
      base: { what: 'plain inserts of the same rows', value: time('insert') },
    },
    {
      what: 'verify of them',
      value: time('verify'),
      unit: 'ms',
      base: { what: 'reading and one SHA-256 over them', value: time('read') },
    },
  ];
}

async function append(db: Database): Promise<void> {
  const rows = new StoredJournalRows(db);
  const chain = new ChainedJournal({ rows, clock: systemClock(1), log, metrics: new Metrics() });
  for (let at = 0; at < records; at += atOnce)
    await Promise.all(Array.from({ length: atOnce }, (_, n) => chain.write(event(at + n))));
}

const event = (n: number) => ({
  operation: 'package.downloaded',
  actor: { id: '00000000-0000-4000-8000-000000000001', name: 'Mia Chen' },
  outcome: 'success' as const,
  resources: { collection: 'C-7F3K2', package: `C-7F3K2/${n}`, machine: 'a'.repeat(40) },
  details: { sha256: 'b'.repeat(64), file: `C-7F3K2-${n}.zip` },
});

/** The same rows in as many transactions, into an ordinary table. */
async function insertPlainly(db: Database, rows: readonly JournalRow[]): Promise<number> {
  await sql`create table bailiff.bench (like bailiff.journal including all)`.execute(db);
  try {
    return await timed(async () => {
      for (let at = 0; at < rows.length; at += atOnce)
        await insert(db, rows.slice(at, at + atOnce));
    });
  } finally {
    await sql`drop table bailiff.bench`.execute(db);
  }
}

async function insert(db: Database, rows: readonly JournalRow[]): Promise<void> {
  const all = <Name extends keyof JournalRow>(name: Name) => rows.map((row) => row[name]);
  await sql`
    insert into bailiff.bench (sequence, at, operation, record, previous_hash, hash)
    select * from unnest(${all('sequence')}::bigint[], ${all('at')}::timestamptz[],
      ${all('operation')}::text[], ${all('record')}::text[],
      ${all('previousHash')}::text[], ${all('hash')}::text[])
  `.execute(db);
}

async function verify(db: Database): Promise<void> {
  const { faults, rows } = await verifyJournal(new StoredJournalRows(db));
  if (rows !== records || faults.length > 0)
    throw new Error('the journal is not as it was written');
}

async function readAndHash(db: Database): Promise<void> {
  const rows = new StoredJournalRows(db);
  const hash = createHash('sha256');
  for (let at = 1; at <= records; at += page)
    for (const { record } of await rows.read(at, page)) hash.update(record);
  hash.digest('hex');
}
