import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from 'pg';
import { migrate, openDatabase } from '../../src/storage/postgres/database';
import { connectionString } from '../../src/storage/postgres/embedded-postgres';
import type { Postgres } from '../../src/storage/postgres/postgres-server';

// Any number will do, as long as every run takes the same.
const oneMakesIt = 7_204_113;
const half = 'half_a_template';

/**
 * The name of a database with our tables and the workflow engine's, and no rows, to copy from:
 * migrated once, by whoever comes first. Other migrations or another engine make another one.
 */
export async function migratedTemplate(client: Client, postgres: Postgres): Promise<string> {
  const name = `template_${fingerprint()}`;
  if (await isThere(client, name)) return name;

  // Others may come at the same moment, from this run or one beside it.
  await client.query('select pg_advisory_lock($1)', [oneMakesIt]);
  try {
    if (!(await isThere(client, name))) await make(name, client, postgres);
  } finally {
    await client.query('select pg_advisory_unlock($1)', [oneMakesIt]);
  }
  return name;
}

async function isThere(client: Client, name: string): Promise<boolean> {
  const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
  return rowCount === 1;
}

/** Under another name until it is whole: a run may be killed in between. */
async function make(name: string, client: Client, postgres: Postgres): Promise<void> {
  await client.query(`drop database if exists ${half} with (force)`);
  await client.query(`create database ${half}`);
  const address = connectionString(postgres, half);
  const db = openDatabase({ connectionString: address, poolSize: 1 });
  await migrate(db).finally(() => db.destroy());
  // Loaded by the one who needs it: most test files have nothing to do with the engine.
  const { DBOS } = await import('@dbos-inc/dbos-sdk');
  await DBOS.migrate(address);
  // A copy is refused while anybody is connected.
  await client.query(`alter database ${half} allow_connections false`);
  await client.query(`alter database ${half} rename to ${name}`);
}

function fingerprint(): string {
  const root = join(__dirname, '../..');
  const folder = join(root, 'src/storage/migrations');
  const files = readdirSync(folder).toSorted();
  const hash = createHash('sha256');
  // The lock file names the engine's version.
  for (const path of [join(root, 'package-lock.json'), ...files.map((file) => join(folder, file))])
    hash.update(`${path}\n`).update(readFileSync(path));
  return hash.digest('hex').slice(0, 16);
}
