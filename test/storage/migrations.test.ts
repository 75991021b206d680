import { sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { StoredIpMemory } from '../../src/storage/ip-report/ip-memory';
import { migrations } from '../../src/storage/migrations';
import { type Database, migrate, openDatabase } from '../../src/storage/postgres/database';
import { StorageRefusedError } from '../../src/storage/refusal';
import { type TestDatabase, testDatabase } from '../support/database';

let database: TestDatabase;
const others: Database[] = [];

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(async () => {
  await Promise.all(others.map((db) => db.destroy()));
  await database.close();
});

const open = () => {
  const db = openDatabase({ connectionString: database.connectionString, poolSize: 2 });
  others.push(db);
  return db;
};
const applied = async () => {
  const { rows } = await sql<{ name: string }>`
    select name from bailiff.migrations order by name
  `.execute(database.db);
  return rows.map(({ name }) => name);
};

describe('the tables', () => {
  it('are made once when three replicas start together', async () => {
    await sql`drop schema bailiff cascade`.execute(database.db);

    await Promise.all([open(), open(), open()].map(migrate));

    expect(await applied()).toEqual(Object.keys(migrations));
  });

  it('stay as they are at the next start', async () => {
    await database.db.insertInto('job_ids').values({ id: 'C-00000' }).execute();

    await migrate(database.db);

    expect(await database.db.selectFrom('job_ids').select('id').execute()).toHaveLength(1);
  });

  it('of a newer version are left alone', async () => {
    await sql`insert into bailiff.migrations values ('0099-tomorrow', '2030-01-01')`.execute(
      database.db,
    );

    const start = migrate(database.db);

    await expect(start).rejects.toBeInstanceOf(StorageRefusedError);
    await expect(start).rejects.toMatchObject({ message: expect.stringMatching(/newer Bailiff/) });
  });
});

describe('a report that was kept before rows had a rank', () => {
  it('keeps its order', async () => {
    const { connectionString, close } = await testDatabase();
    const db = openDatabase({ connectionString, poolSize: 2 });
    try {
      await sql`drop schema bailiff cascade`.execute(db);
      await migrateBefore(db, '0013-ip-readings');
      for (const [position, address] of ['9.9.9.9', '8.8.8.8', ...tens].entries())
        await sql`
          insert into bailiff.ip_report_rows (report_id, position, address, row)
          values ('C-00001', ${position}, ${address}, ${JSON.stringify({ address, alerts: [] })})
        `.execute(db);

      await migrate(db);

      const rows = await new StoredIpMemory(db).rows('C-00001', { most: 100 });
      expect(rows.map(({ address }) => address)).toEqual(['9.9.9.9', '8.8.8.8', ...tens]);
    } finally {
      await db.destroy();
      await close();
    }
  });

  const tens = Array.from({ length: 10 }, (_, n) => `10.0.0.${n}`);

  async function migrateBefore(db: Database, name: string) {
    const earlier = Object.entries(migrations).filter(([one]) => one < name);
    const migrator = new Migrator({
      db,
      provider: { getMigrations: async () => Object.fromEntries(earlier) },
      migrationTableSchema: 'bailiff',
      migrationTableName: 'migrations',
      migrationLockTableName: 'migrations_lock',
    });
    const { error } = await migrator.migrateToLatest();
    if (error) throw error as Error;
  }
});

describe('a database that goes away', () => {
  it('is used again when it is back, and the process lives on', async () => {
    const lost: string[] = [];
    const db = openDatabase({
      connectionString: database.connectionString,
      poolSize: 1,
      onLost: (error) => lost.push(error.message),
    });
    others.push(db);
    const ask = () => sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db);
    const before = (await ask()).rows[0];
    const cut = sql`select pg_terminate_backend(${before?.pid}::integer)`;

    await cut.execute(database.db);
    // Until the client notices the disconnect, a query or two may still fail.
    let after = await ask().catch(() => undefined);
    for (let tries = 0; !after && tries < 5; tries += 1) after = await ask().catch(() => undefined);

    expect(after?.rows[0]?.pid).not.toBe(before?.pid);
    expect(after?.rows).toHaveLength(1);
    expect(lost).not.toEqual([]);
  });
});
