import { sql } from 'kysely';
import type { Config } from '../config';
import { type Cloud, cloudOf } from '../entra/clouds';
import { credentialFor } from '../entra/credential';
import type { Clock, Evidence, Log } from '../ports';
import { openEvidence } from '../storage/evidence/open-evidence';
import { type Database, openDatabase } from '../storage/postgres/database';
import {
  connectionString,
  createDatabase,
  preparePostgres,
} from '../storage/postgres/embedded-postgres';
import { bringUp, shutDown } from '../storage/postgres/postgres-lifecycle';
import { StorageRefusedError } from '../storage/refusal';

/** Commands print their own output. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };

/**
 * Connects to the database, also beside a running bot. Uses its embedded server, or starts it
 * temporarily. Runs no migrations.
 */
export async function connectDatabase({ dataDir, databaseUrl }: Config) {
  if (databaseUrl) {
    const db = openDatabase({ connectionString: databaseUrl, poolSize: 2 });
    return { db, connectionString: databaseUrl, close: () => db.destroy() };
  }
  const postgres = await preparePostgres({ dataDir, log: silentLog });
  const { child } = await bringUp(postgres);
  await createDatabase(postgres, 'bailiff');
  const address = connectionString(postgres, 'bailiff');
  const db = openDatabase({ connectionString: address, poolSize: 2 });
  return {
    db,
    connectionString: address,
    async close() {
      await db.destroy();
      if (child) await shutDown(postgres);
    },
  };
}

/** @throws {StorageRefusedError} if the database has no journal tables */
export async function assertJournal(db: Database): Promise<void> {
  const { rows } = await sql<{ notes: string | null }>`
    select to_regclass('bailiff.journal_notes')::text as notes
  `.execute(db);
  if (rows[0]?.notes) return;
  throw new StorageRefusedError(
    'There is no journal in this database. Check DATABASE_URL or DATA_DIR.',
  );
}

export function cloudIn({ defender }: Config): Cloud {
  return cloudOf({ ...defender, authorityHost: defender.azure.authorityHost });
}

/** Opens the evidence store as the bot does. */
export function connectEvidence(config: Config, clock: Clock): Promise<Evidence> {
  const { dataDir, defender, evidence } = config;
  const identity = { ...defender.azure, authority: cloudIn(config).authority };
  return openEvidence({
    ...evidence,
    dataDir,
    maxBytes: defender.packageMaxBytes,
    credential: () => credentialFor(identity),
    clock,
    log: silentLog,
  });
}
