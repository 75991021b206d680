import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Log } from '../../ports';
import { codeOf, StorageRefusedError } from '../refusal';
import { type Database, migrate, openDatabase } from './database';
import { startEmbeddedPostgres } from './embedded-postgres';

export interface Storage {
  readonly connectionString: string;
  readonly db: Database;
  /** Does the work while no other replica does its own: for what must not happen twice at once. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/**
 * Opens the database, ours or the embedded one, with its tables up to date.
 * @throws {StorageRefused} it can't be reached, or was made by a newer Bailiff
 */
export async function openStorage(settings: {
  readonly databaseUrl?: string;
  readonly dataDir: string;
  readonly log: Log;
}): Promise<Storage> {
  const { databaseUrl, dataDir, log } = settings;
  const embedded = databaseUrl ? undefined : await startEmbeddedPostgres({ dataDir, log });
  const connectionString = databaseUrl ?? embedded!.connectionString;
  const db = openDatabase({
    connectionString,
    poolSize: 10,
    onLost: (error) => log.warn({ error }, 'a connection to the database was lost'),
  });
  async function close() {
    await db.destroy();
    await embedded?.stop();
  }
  try {
    if (databaseUrl) await reach(db);
    await migrate(db);
  } catch (error) {
    await close();
    throw error;
  }
  return { connectionString, db, close, alone: (work) => alone(db, work) };
}

/** @throws {StorageRefused} the database does not let us in, said so that its keeper can mend it */
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

// Any number will do, as long as every replica takes the same.
const startingLock = 7_204_113;

function alone<T>(db: Database, work: () => Promise<T>): Promise<T> {
  return db.connection().execute(async (connection) => {
    // Asked again and again: a waiting statement would hold up indexes that are built concurrently.
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
