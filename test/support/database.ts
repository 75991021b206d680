import { createHash, randomBytes } from 'node:crypto';
import { chmod, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, migrate, openDatabase } from '../../src/storage/database';
import {
  connectionString,
  makeDatabase,
  preparePostgres,
} from '../../src/storage/embedded-postgres';
import { bringUp, connect } from '../../src/storage/postgres-life';
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
  const postgres = {
    ...(await sharedPostgres()),
    settings: { fsync: 'off', max_connections: '200' },
  };
  await bringUp(postgres);
  const name = `test_${randomBytes(6).toString('hex')}`;
  await makeDatabase(postgres, name);
  const address = connectionString(postgres, name);
  const db = openDatabase({ connectionString: address, poolSize: 5 });
  await migrate(db);
  return {
    connectionString: address,
    db,
    async close() {
      await db.destroy();
      const client = await connect(postgres, 'postgres');
      await client.query(`drop database if exists ${name} with (force)`);
      await client.end();
    },
  };
}

/** One for each copy of the project: a server dies with the binaries it was started from. */
async function sharedPostgres() {
  const copy = createHash('sha256').update(__dirname).digest('hex').slice(0, 8);
  const folder = join(tmpdir(), `bailiff-tests-${process.getuid?.() ?? 0}-${copy}`);
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o711);
  const dataDir = join(folder, 'data');
  return preparePostgres({ dataDir, log: quietLog, systemFolder: join(folder, 'system') });
}
