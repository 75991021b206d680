import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Pool } from 'pg';
import type { Log } from '../../ports';
import { codeOf, StorageRefusedError } from '../refusal';
import { type Database, migrate, openDatabase } from './database';
import { startEmbeddedPostgres } from './embedded-postgres';
import { lockExecutor } from './executor-lock';
import { createPool } from './pool';

export interface Storage {
  readonly connectionString: string;
  readonly db: Database;
  /** Connections for the workflow engine, guarded like those of `db`. */
  readonly pool: Pool;
  /** No other replica can use this database. */
  readonly isExclusive: boolean;
  /** Runs the work while no other replica runs its own. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface StorageSettings {
  readonly databaseUrl?: string;
  readonly dataDir: string;
  readonly executorId: string;
  readonly log: Log;
  /** Called when another process took the executor id: this one has to stop. */
  readonly onExecutorTaken: () => void;
}

/**
 * Opens the database, `DATABASE_URL` or the embedded one, and migrates it.
 * @throws {StorageRefusedError} it is unreachable, a newer Bailiff has migrated it, or another process
 *   uses the executor id
 */
export async function openStorage(settings: StorageSettings): Promise<Storage> {
  const { databaseUrl, dataDir, executorId, log, onExecutorTaken: onTaken } = settings;
  const embedded = databaseUrl ? undefined : await startEmbeddedPostgres({ dataDir, log });
  const connectionString = databaseUrl ?? embedded!.connectionString;
  const options = {
    connectionString,
    executorId,
    poolSize: 10,
    onLost: (error: Error) => log.warn({ error }, 'a connection to the database was lost'),
  };
  const db = openDatabase(options);
  const pool = createPool(options);
  const closers = [() => db.destroy(), () => pool.end(), async () => embedded?.stop()];
  const close = async () => {
    for (const one of closers) await one();
  };
  try {
    if (databaseUrl) await reach(db);
    await migrateDatabase(connectionString);
    const lock = await lockExecutor({ connectionString, executorId, log, onTaken });
    closers.unshift(() => lock.release());
  } catch (error) {
    await close();
    throw error;
  }
  const isExclusive = embedded !== undefined;
  return { connectionString, db, pool, isExclusive, close, alone: (work) => alone(db, work) };
}

/** Migrations may take longer than any statement of the running app. */
async function migrateDatabase(connectionString: string): Promise<void> {
  const db = openDatabase({ connectionString, poolSize: 2, unlimited: true });
  try {
    await migrate(db);
  } finally {
    await db.destroy();
  }
}

/** @throws {StorageRefusedError} the database refuses the connection; the message says what to check */
async function reach(db: Database): Promise<void> {
  await sql`select 1`.execute(db).catch((cause: unknown) => {
    const why = [codeOf(cause), cause instanceof Error && cause.message].filter(Boolean).join(': ');
    throw new StorageRefusedError(
      `The database of DATABASE_URL does not let us in (${why}). Nothing was started. ` +
        'Check its address, user and password, and that it runs.',
      { cause },
    );
  });
}

// Arbitrary, but the same in every replica.
const startingLock = 7_204_113;

function alone<T>(db: Database, work: () => Promise<T>): Promise<T> {
  return db.connection().execute(async (connection) => {
    // Polled, because a waiting statement would block indexes that are built concurrently.
    for (;;) {
      const tried = await sql<{ got: boolean }>`
        select pg_try_advisory_lock(${startingLock}) as got
      `.execute(connection);
      if (tried.rows[0]?.got) break;
      await pause(200);
    }
    try {
      return await work();
    } finally {
      await sql`select pg_advisory_unlock(${startingLock})`.execute(connection);
    }
  });
}
