import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import type { Log } from '../../ports';
import { StorageRefusedError } from '../refusal';
import { applicationName } from './pool';
import { deadAfterMs } from './replicas';

// The server frees the lock of a killed process as soon as it notices the closed connection.
const graceMs = 5_000;
const retryMs = 1_000;

export interface ExecutorLockOptions {
  readonly connectionString: string;
  readonly executorId: string;
  readonly log: Log;
  /** Called when another process took the id while the connection was lost: this one has to stop. */
  readonly onTaken: () => void;
}

/**
 * A session lock on an executor id: two processes with one id would both resume its workflows.
 * @throws {StorageRefusedError} another living process uses the id
 */
export async function lockExecutor(
  options: ExecutorLockOptions,
): Promise<{ release(): Promise<void> }> {
  const { executorId, log, onTaken } = options;
  let isReleased = false;
  let client = await takeLock(options);
  if (!client)
    throw new StorageRefusedError(
      `EXECUTOR_ID ${executorId} is in use by another Bailiff on this database. ` +
        'Stop it first, or give each replica an EXECUTOR_ID of its own.',
    );
  watch(client);

  function watch(held: Client): void {
    held.once('end', () => void retake());
  }

  async function retake(): Promise<void> {
    while (!isReleased)
      try {
        await pause(retryMs, undefined, { ref: false });
        client = await takeLock(options);
        if (!client) return isReleased ? undefined : onTaken();
        return watch(client);
      } catch (error) {
        log.warn({ error }, 'the lock on the executor id could not be renewed');
      }
  }

  return {
    async release() {
      isReleased = true;
      await client?.end().catch(() => undefined);
    },
  };
}

/** The connection that holds the lock; undefined when a living process holds it. */
async function takeLock({
  connectionString,
  executorId,
}: ExecutorLockOptions): Promise<Client | undefined> {
  const client = new Client({
    connectionString,
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    application_name: applicationName(executorId),
  });
  client.on('error', () => {});
  await client.connect();
  try {
    const deadline = performance.now() + graceMs;
    for (;;) {
      if (await tryLock(client, executorId)) return client;
      // A session may outlive its machine for hours: then nothing has sent heartbeats for long.
      if (await isDead(client, executorId)) await terminateOthers(client);
      else if (performance.now() > deadline) break;
      await pause(100);
    }
  } catch (error) {
    await client.end();
    throw error;
  }
  await client.end();
  return undefined;
}

async function tryLock(client: Client, executorId: string): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>(
    `select pg_try_advisory_lock(hashtextextended('bailiff executor ' || $1, 0)) as taken`,
    [executorId],
  );
  return rows[0]?.taken === true;
}

async function isDead(client: Client, executorId: string): Promise<boolean> {
  const { rows } = await client.query<{ dead: boolean }>(
    `select beaten_at < clock_timestamp() - $2 * interval '1 millisecond' as dead
     from bailiff.replicas where executor_id = $1`,
    [executorId, deadAfterMs],
  );
  return rows[0]?.dead === true;
}

async function terminateOthers(client: Client): Promise<void> {
  await client.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where application_name = current_setting('application_name') and usename = current_user
       and datname = current_database() and pid <> pg_backend_pid()`,
  );
}
