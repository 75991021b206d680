import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, chown, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { syncFolder } from '../evidence/folders';
import { codeOf, StorageRefusedError } from '../refusal';
import type { PostgresHome } from './postgres-home';

const maxLogBytes = 10 * 1024 * 1024;
const staleAfterMs = 600_000;

/** One PostgreSQL installation and the cluster it runs. */
export interface Postgres extends PostgresHome {
  /** The folder that contains `bin/postgres`. */
  readonly binaries: string;
  /** Extra settings, for tests. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Creates the cluster if there is none, in a temporary folder first so that it appears complete or not at all. */
export async function createCluster(postgres: Postgres): Promise<void> {
  const { cluster, user } = postgres;
  await removeStaleClusters(cluster);
  if (
    await access(cluster).then(
      () => true,
      () => false,
    )
  )
    return;

  const half = `${cluster}.new-${randomBytes(6).toString('hex')}`;
  await mkdir(half, { mode: 0o700 });
  if (user) await chown(half, user.uid, user.gid);
  try {
    await initdb(postgres, half);
    await rename(half, cluster);
    await syncFolder(dirname(cluster));
  } catch (error) {
    await rm(half, { recursive: true, force: true });
    // Another process was faster; the lock on the database decides which one continues.
    if (codeOf(error) !== 'ENOTEMPTY' && codeOf(error) !== 'EEXIST') throw error;
  }
}

async function removeStaleClusters(cluster: string): Promise<void> {
  const folder = dirname(cluster);
  for (const name of await readdir(folder)) {
    if (!name.startsWith(`${basename(cluster)}.new-`)) continue;
    const { mtimeMs } = await stat(join(folder, name));
    if (Date.now() - mtimeMs > staleAfterMs)
      await rm(join(folder, name), { recursive: true, force: true });
  }
}

async function initdb({ binaries, user }: Postgres, folder: string): Promise<void> {
  // Only the server's user and root can reach the socket: a password file beside it adds nothing.
  const choices = ['--username=bailiff', '--auth=trust', '--encoding=UTF8', '--locale=C'];
  const child = spawn(
    join(binaries, 'bin', 'initdb'),
    ['--pgdata', folder, ...choices, '--no-instructions'],
    { ...user, cwd: '/', env: environment, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let said = '';
  child.stderr.on('data', (piece: Buffer) => {
    said += piece.toString();
  });
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0)
    throw new StorageRefusedError(
      `PostgreSQL could not make its files: ${said.trim()}. ` +
        'Its user needs a line in /etc/passwd and the right to write there; or set DATABASE_URL.',
    );
}

/** Spawns the server; it is ready once its socket answers. */
export async function startServer(postgres: Postgres): Promise<ChildProcess> {
  const { binaries, cluster, user } = postgres;
  const log = await openLog(postgres.log);
  try {
    const settings = Object.entries({ ...settingsFor(postgres), ...postgres.settings });
    // Detached: Ctrl-C in a terminal reaches Bailiff only, which stops the server after its own work.
    const child = spawn(
      join(binaries, 'bin', 'postgres'),
      ['-D', cluster, ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      { ...user, cwd: '/', env: environment, detached: true, stdio: ['ignore', log.fd, log.fd] },
    );
    await new Promise((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    child.unref();
    return child;
  } finally {
    await log.close();
  }
}

// The server must not see Bailiff's secrets.
const environment = { PATH: '/usr/bin:/bin', LANG: 'C' };

function settingsFor({ sockets }: Postgres): Record<string, string> {
  return {
    listen_addresses: '',
    unix_socket_directories: `"${sockets.replaceAll('"', '""')}"`,
    unix_socket_permissions: '0700',
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    max_connections: '60',
    shared_buffers: '64MB',
    max_wal_size: '256MB',
    // Small tables on one machine: the three I/O worker processes cost more than they save.
    io_method: 'sync',
    jit: 'off',
    log_min_messages: 'warning',
    log_checkpoints: 'off',
  };
}

async function openLog(path: string) {
  const { size } = await stat(path).catch(() => ({ size: 0 }));
  if (size > maxLogBytes) await rename(path, `${path}.1`);
  const { O_APPEND, O_CREAT, O_WRONLY } = constants;
  return open(path, O_APPEND | O_CREAT | O_WRONLY, 0o600);
}
