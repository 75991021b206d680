import { Kysely, PostgresDialect, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { Pool } from 'pg';
import { migrations } from '../migrations';
import { StorageRefusedError } from '../refusal';
import type { Tables } from '../tables';

/** Our tables, typed. `destroy()` closes its connections. */
export type Database = Kysely<Tables>;

export interface DatabaseOptions {
  readonly connectionString: string;
  readonly poolSize: number;
  /** Told when an idle connection breaks; the next query opens another. */
  readonly onLost?: (error: Error) => void;
}

export function openDatabase({ connectionString, poolSize, onLost }: DatabaseOptions): Database {
  const pool = new Pool({
    connectionString,
    max: poolSize,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    application_name: 'bailiff',
  });
  // An error nobody listens to ends the process. The pool listens only while a connection rests.
  const lost = onLost ?? (() => {});
  pool.on('error', lost);
  pool.on('connect', (client) => client.on('error', lost));
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }).withSchema('bailiff');
}

/**
 * Brings the tables up to date; several replicas may do so at once.
 * @throws {StorageRefused} the database was made by a newer Bailiff
 */
export async function migrate(db: Database): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...migrations }) },
    migrationTableSchema: 'bailiff',
    migrationTableName: 'migrations',
    migrationLockTableName: 'migrations_lock',
  });
  await assertNewer(db);
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
}

async function assertNewer(db: Database): Promise<void> {
  const { rows } = await sql<{ there: boolean }>`
    select to_regclass('bailiff.migrations') is not null as there
  `.execute(db);
  if (!rows[0]?.there) return;

  const done = await sql<{ name: string }>`select name from bailiff.migrations`.execute(db);
  const unknown = done.rows.map(({ name }) => name).filter((name) => !(name in migrations));
  if (unknown.length > 0)
    throw new StorageRefusedError(
      `The database was made by a newer Bailiff (it knows ${unknown.join(', ')}). ` +
        'Start that version, or restore a backup from before.',
    );
}
