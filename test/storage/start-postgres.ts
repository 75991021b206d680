import { startEmbeddedPostgres } from '../../src/storage/postgres/embedded-postgres';
import { quietLog } from '../support/quiet-log';

/** A process of its own that starts the database, says so, and waits for its end. */
async function main(): Promise<void> {
  const [, , dataDir = '', systemFolder = ''] = process.argv;
  try {
    const { adopted, connectionString } = await startEmbeddedPostgres({
      dataDir,
      log: quietLog,
      systemFolder,
    });
    console.log(JSON.stringify({ adopted, connectionString }));
  } catch (error) {
    console.log(JSON.stringify({ refused: error instanceof Error ? error.message : 'unknown' }));
    process.exit(1);
  }
}

void main();
