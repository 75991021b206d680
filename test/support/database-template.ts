import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from 'pg';
import { migrate, openDatabase } from '../../src/storage/database';
import { connectionString } from '../../src/storage/embedded-postgres';
import type { Postgres } from '../../src/storage/postgres-server';

// Any number will do, as long as every run takes the same.
const oneMakesIt = 7_204_113;
const half = 'half_a_template';

/**
 * The name of a database with our tables and no rows, to copy from: migrated once, by whoever comes
 * first. Other migrations make another one.
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
  const db = openDatabase({ connectionString: connectionString(postgres, half), poolSize: 1 });
  await migrate(db).finally(() => db.destroy());
  // A copy is refused while anybody is connected.
  await client.query(`alter database ${half} allow_connections false`);
  await client.query(`alter database ${half} rename to ${name}`);
}

function fingerprint(): string {
  const folder = join(__dirname, '../../src/storage/migrations');
  const hash = createHash('sha256');
  for (const file of readdirSync(folder).toSorted())
    hash.update(`${file}\n`).update(readFileSync(join(folder, file)));
  return hash.digest('hex').slice(0, 16);
}
