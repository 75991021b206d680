import { Kysely, PostgresDialect, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { migrations } from '../migrations';
import { StorageRefusedError } from '../refusal';
import type { Tables } from '../tables';
import { createPool, type PoolOptions } from './pool';

/** The tables of Bailiff, typed. `destroy()` closes the connections. */
export type Database = Kysely<Tables>;

export function openDatabase(options: PoolOptions): Database {
  return new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: createPool(options) }),
  }).withSchema('bailiff');
}

/**
 * Migrates the tables; safe for several replicas at once.
 * @throws {StorageRefusedError} a newer Bailiff has migrated the database
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
  if (error) throw error as Error;
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
