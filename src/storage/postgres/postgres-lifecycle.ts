import type { ChildProcess } from 'node:child_process';
import { readdir, readFile, readlink, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { codeOf, StorageRefusedError } from '../refusal';
import { type Postgres, startServer } from './postgres-server';

const timeoutMs = 60_000;
const pollIntervalMs = 20;
// 57P03: starting up or shutting down; the others: the server went away during the call.
const transientCodes = new Set(['57P03', '57P01', 'ECONNRESET', 'EPIPE']);

/** Connects through the socket, the only proof that the server is ours and alive. */
export async function connect(postgres: Postgres, database: string): Promise<Client> {
  const client = new Client({
    host: postgres.sockets,
    user: 'bailiff',
    database,
    application_name: `bailiff ${process.pid}`,
    connectionTimeoutMillis: 5000,
  });
  client.on('error', () => {});
  await client.connect();
  return client;
}

/** Finds the cluster's running server or starts it. `child` is set when this process started it. */
export async function bringUp(postgres: Postgres): Promise<{ child?: ChildProcess }> {
  let child: ChildProcess | undefined;
  const deadline = performance.now() + timeoutMs;
  for (let starts = 0; performance.now() < deadline; await pause(pollIntervalMs)) {
    const state = await probe(postgres);
    if (state === 'ready') return child && isRunning(child) ? { child } : {};
    if (state === 'busy' || isRunning(child)) continue;
    if (starts === 3) break;
    // A start fails while helpers of a killed server still hold its memory; they exit by themselves.
    if (starts > 0) await pause(500 * starts);
    await removeStalePid(postgres.cluster);
    child = await startServer(postgres);
    starts += 1;
  }
  const end = await readFile(postgres.log, 'utf8').catch(() => '');
  throw new StorageRefusedError(
    `The embedded PostgreSQL did not start. It says: ${end.trim().split('\n').slice(-3).join(' | ')}`,
  );
}

function isRunning(child?: ChildProcess): boolean {
  return child !== undefined && child.exitCode === null && child.signalCode === null;
}

async function probe(postgres: Postgres): Promise<'ready' | 'busy' | 'absent'> {
  try {
    const client = await connect(postgres, 'postgres');
    try {
      await checkCluster(client, postgres);
    } finally {
      await client.end();
    }
    return 'ready';
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ECONNREFUSED') return 'absent';
    if (code !== undefined && transientCodes.has(code)) return 'busy';
    // The driver sets no code for a cut connection or a timeout.
    if (code === undefined && !(error instanceof StorageRefusedError)) return 'busy';
    throw error;
  }
}

async function checkCluster(client: Client, { cluster, sockets }: Postgres): Promise<void> {
  const { rows } = await client.query<{ data_directory: string }>('show data_directory');
  const served = rows[0]?.data_directory ?? '';
  if ((await realpath(served).catch(() => served)) !== (await realpath(cluster)))
    throw new StorageRefusedError(`The server behind ${sockets} serves ${served}, not ${cluster}.`);
}

/**
 * Removes a dead server's pid file when the pid now belongs to another process.
 *
 * Containers reuse pids at every start, and PostgreSQL would wait for the wrong process. A server and
 * its helpers run inside their cluster's folder, so a process there is left alone.
 */
async function removeStalePid(cluster: string): Promise<void> {
  const file = join(cluster, 'postmaster.pid');
  const pid = await readFile(file, 'utf8').then(Number.parseInt, () => undefined);
  if (pid === undefined || process.platform !== 'linux') return;
  for (const entry of await readdir('/proc')) {
    const folder = await readlink(join('/proc', entry, 'cwd')).catch(() => undefined);
    if (folder === cluster) return;
  }
  await rm(file, { force: true });
}

/** Stops the server, with SIGQUIT if SIGINT takes too long. Its data is safe either way. */
export async function shutDown(postgres: Postgres): Promise<void> {
  const pid = await serverPid(postgres);
  if (pid === undefined) return;
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    process.kill(pid, signal);
    const deadline = performance.now() + 5000;
    while (performance.now() < deadline) {
      if ((await probe(postgres)) === 'absent' && !(await hasPidFile(postgres))) return;
      await pause(pollIntervalMs);
    }
  }
}

/** The pid that the running server itself reads, so not one from before a crash. */
async function serverPid(postgres: Postgres): Promise<number | undefined> {
  if ((await probe(postgres)) === 'absent') return undefined;
  const client = await connect(postgres, 'postgres');
  try {
    const { rows } = await client.query<{ file: string }>(
      "select pg_read_file('postmaster.pid') as file",
    );
    return Number.parseInt(rows[0]?.file ?? '', 10) || undefined;
  } finally {
    await client.end();
  }
}

async function hasPidFile({ cluster }: Postgres): Promise<boolean> {
  return readFile(join(cluster, 'postmaster.pid')).then(
    () => true,
    (error) => codeOf(error) !== 'ENOENT',
  );
}
