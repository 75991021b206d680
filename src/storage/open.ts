import type { Log } from '../ports';
import { type Database, migrate, openDatabase } from './database';
import { startEmbeddedPostgres } from './embedded-postgres';

export interface Storage {
  readonly connectionString: string;
  readonly db: Database;
  close(): Promise<void>;
}

/** Opens the database, ours or the embedded one, with its tables up to date. */
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
    await migrate(db);
  } catch (error) {
    await close();
    throw error;
  }
  return { connectionString, db, close };
}
