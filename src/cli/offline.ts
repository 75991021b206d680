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

/** The command line says what there is to say itself. */
export const silence: Log = { debug() {}, info() {}, warn() {}, error() {} };

/**
 * The database, beside a bot that may be running: its embedded server is used while it lives, and
 * otherwise started for the moment. Tables are left as they are.
 */
export async function visitDatabase({ dataDir, databaseUrl }: Config) {
  if (databaseUrl) {
    const db = openDatabase({ connectionString: databaseUrl, poolSize: 2 });
    return { db, connectionString: databaseUrl, close: () => db.destroy() };
  }
  const postgres = await preparePostgres({ dataDir, log: silence });
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

/** @throws {StorageRefused} no bot has run on this database yet, or a much older one */
export async function expectJournal(db: Database): Promise<void> {
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

/** The evidence store as the bot would open it. */
export function visitEvidence(config: Config, clock: Clock): Promise<Evidence> {
  const { dataDir, defender, evidence } = config;
  const identity = { ...defender.azure, authority: cloudIn(config).authority };
  return openEvidence({
    ...evidence,
    dataDir,
    maxBytes: defender.packageMaxBytes,
    credential: () => credentialFor(identity),
    clock,
    log: silence,
  });
}
