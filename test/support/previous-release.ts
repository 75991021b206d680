import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { migrations } from '../../src/storage/migrations';
import type { Database } from '../../src/storage/postgres/database';

interface Dump {
  readonly dumpedAt: string;
  readonly serviceUrl: string;
  /** Rows by table, such as `bailiff.collections`, as `to_jsonb` gave them. */
  readonly tables: Readonly<Record<string, readonly Record<string, unknown>[]>>;
}

const text = gunzipSync(
  readFileSync(join(__dirname, '..', 'fixtures', 'release-0.1.json.gz')),
).toString();

/**
 * The database that release 0.1 (e86185d583) left when it was killed, after a flow against the
 * simulator: a collection is running (WS-042), a request waits for Defender (WS-044), an alert is
 * open (WS-043), and a report of incident 4711 is ready.
 */
export const dump = JSON.parse(text) as Dump;

/** The last migration of that release. */
const last = '0013-ip-readings';

/**
 * Replaces the database's content by the dump, as if it had been made a moment ago: its tables are
 * those of the release, so the next start migrates them.
 * @param replaced texts of the dump that differ in this run, such as addresses
 */
export async function restore(db: Database, replaced: Readonly<Record<string, string>>) {
  await sql`drop schema bailiff cascade`.execute(db);
  const migrator = new Migrator({
    db,
    provider: {
      getMigrations: async () =>
        Object.fromEntries(Object.entries(migrations).filter(([name]) => name <= last)),
    },
    migrationTableSchema: 'bailiff',
    migrationTableName: 'migrations',
    migrationLockTableName: 'migrations_lock',
  });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error as Error;
  await db.transaction().execute(async (tx) => {
    // Rows come in the order of table names, whatever refers to them.
    await sql`set local session_replication_role = replica`.execute(tx);
    for (const [table, rows] of Object.entries(dump.tables)) {
      const target = sql.table(table);
      // The journal's records are hashed: they stay as they are.
      const content = JSON.stringify(rows);
      const now = table === 'bailiff.journal' ? content : shifted(content, replaced);
      await sql`delete from ${target}`.execute(tx);
      await sql`
        insert into ${target} overriding system value
        select * from jsonb_populate_recordset(null::${target}, ${now}::jsonb)
      `.execute(tx);
    }
  });
}

/** Moves each moment by the age of the dump. */
function shifted(content: string, replaced: Readonly<Record<string, string>>): string {
  const age = Date.now() - new Date(dump.dumpedAt).getTime();
  const moved = content
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)/g, (at) =>
      new Date(new Date(at).getTime() + age).toISOString(),
    )
    .replace(/\b1[789]\d{11}\b(?!")/g, (ms) => String(Number(ms) + age));
  return Object.entries(replaced).reduce((all, [from, to]) => all.replaceAll(from, to), moved);
}
