import { createHash, randomBytes } from 'node:crypto';
import { chmod, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from 'pg';
import { type Database, openDatabase } from '../../src/storage/postgres/database';
import { connectionString, preparePostgres } from '../../src/storage/postgres/embedded-postgres';
import { bringUp, connect } from '../../src/storage/postgres/postgres-lifecycle';
import type { Postgres } from '../../src/storage/postgres/postgres-server';
import { migratedTemplate } from './database-template';
import { quietLog } from './quiet-log';

export interface TestDatabase {
  readonly connectionString: string;
  readonly db: Database;
  /** Drops the database again. */
  close(): Promise<void>;
}

/**
 * A fresh database with our tables, on a server that all test files share.
 *
 * The first one who comes starts it, and it stays for the next run: nothing in it is kept, so it
 * may forget everything in a power cut, and is fast.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const postgres = await sharedPostgres();
  await bringUp(postgres);
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asAdmin(postgres, async (client) => {
    const template = await migratedTemplate(client, postgres);
    // Files are copied as they are: faster than writing each of their pages into the log first.
    await client.query(`create database ${name} template ${template} strategy file_copy`);
  });
  const address = connectionString(postgres, name);
  const db = openDatabase({ connectionString: address, poolSize: 5 });
  return {
    connectionString: address,
    db,
    async close() {
      await db.destroy();
      await asAdmin(postgres, (client) =>
        client.query(`drop database if exists ${name} with (force)`),
      );
    },
  };
}

async function asAdmin(
  postgres: Postgres,
  work: (client: Client) => Promise<unknown>,
): Promise<void> {
  const client = await connect(postgres, 'postgres');
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

let prepared: Promise<Postgres> | undefined;

/** Looked for once in each test file. */
function sharedPostgres(): Promise<Postgres> {
  prepared ??= prepare();
  return prepared;
}

/** One for each copy of the project: a server dies with the binaries it was started from. */
async function prepare(): Promise<Postgres> {
  const copy = createHash('sha256').update(__dirname).digest('hex').slice(0, 8);
  const folder = join(tmpdir(), `bailiff-tests-${process.getuid?.() ?? 0}-${copy}`);
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o711);
  const dataDir = join(folder, 'data');
  const systemFolder = join(folder, 'system');
  const home = await preparePostgres({ dataDir, log: quietLog, systemFolder });
  return { ...home, settings: { fsync: 'off', max_connections: '200' } };
}
