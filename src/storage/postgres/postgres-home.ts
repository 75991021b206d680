import { createHash, randomBytes } from 'node:crypto';
import { access, chmod, chown, lstat, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../../ports';
import {
  isOpenTo,
  makeSystemFolder,
  type Owner,
  prepareDataDir,
  runsAsRoot,
} from '../evidence/folders';
import { StorageRefusedError } from '../refusal';

// "nobody" exists in every distribution: PostgreSQL refuses to run as root, and initdb needs a user
// with an entry in /etc/passwd.
const nobody: Owner = { uid: 65534, gid: 65534 };
// A unix socket address has 108 bytes on Linux and 104 on macOS, including the final NUL.
const maxSocketFolder = 103 - '/.s.PGSQL.5432'.length;

/** The paths of a cluster and the user its server runs as. */
export interface PostgresHome {
  readonly cluster: string;
  readonly sockets: string;
  readonly log: string;
  /** Set when Bailiff runs as root: the server runs as this user instead. */
  readonly user?: Owner;
}

/** Finds the paths of DATA_DIR's cluster and creates its private folders. */
export async function findHome(
  dataDir: string,
  { systemFolder, log }: { systemFolder: string; log: Log },
): Promise<PostgresHome> {
  const real = await prepareDataDir(dataDir);
  const user = runsAsRoot() ? await serverUser(join(real, 'postgres')) : undefined;
  const base = user ? await reachableBase(real, user, { systemFolder, log }) : real;
  const sockets = socketFolder(base, { systemFolder, ...(user && { user }) });
  if (sockets.startsWith(systemFolder)) await makeSystemFolder(systemFolder);
  await makeSocketFolder(sockets, user);
  return {
    cluster: join(base, 'postgres'),
    sockets,
    log: join(base, 'postgres.log'),
    ...(user && { user }),
  };
}

/** The owner of an existing cluster, otherwise `nobody`. */
async function serverUser(cluster: string): Promise<Owner> {
  const owner = await stat(cluster).catch(() => undefined);
  return owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : nobody;
}

/**
 * DATA_DIR, or a system folder when the server's user can't enter DATA_DIR. A note in DATA_DIR names
 * that folder, so that a new DATA_DIR never gets an old database.
 */
async function reachableBase(
  dataDir: string,
  user: Owner,
  { systemFolder, log }: { systemFolder: string; log: Log },
): Promise<string> {
  const note = join(dataDir, 'postgres-is-in');
  const noted = await readFile(note, 'utf8').catch(() => undefined);
  if (noted !== undefined) return elsewhere(noted.trim(), note);
  if (await isOpenTo(user, dataDir)) return dataDir;
  if (
    await access(join(dataDir, 'postgres')).then(
      () => true,
      () => false,
    )
  )
    throw new StorageRefusedError(
      `The database is in ${dataDir}, but user ${user.uid}, who runs it, may not enter that folder or one above it. ` +
        'Give others the right to pass (chmod o+x), or start Bailiff as an ordinary user who owns it.',
    );

  const base = join(systemFolder, randomBytes(6).toString('hex'));
  await makeSystemFolder(systemFolder);
  await mkdir(base, { mode: 0o711 });
  if (!(await isOpenTo(user, base)))
    throw new StorageRefusedError(
      `User ${user.uid} may enter neither ${dataDir} nor ${base}. Set DATABASE_URL.`,
    );
  await writeFile(note, `${base}\n`, { mode: 0o600 });
  log.warn(
    { dataDir, database: base },
    'DATA_DIR is closed to the database, which lives elsewhere',
  );
  return base;
}

async function elsewhere(base: string, note: string): Promise<string> {
  if (await stat(base).catch(() => undefined)) return base;
  throw new StorageRefusedError(
    `The database of this DATA_DIR was in ${base}, which is gone. ` +
      `Bring it back, or delete ${note} to begin with an empty database.`,
  );
}

function socketFolder(
  base: string,
  { systemFolder, user }: { systemFolder: string; user?: Owner },
): string {
  const beside = join(base, 'socket');
  if (Buffer.byteLength(beside) <= maxSocketFolder) return beside;
  const mark = createHash('sha256').update(base).digest('hex').slice(0, 12);
  return user ? join(systemFolder, `s-${mark}`) : `/tmp/bailiff-${process.getuid?.()}-${mark}`;
}

async function makeSocketFolder(sockets: string, user?: Owner): Promise<void> {
  await mkdir(sockets, { recursive: true, mode: 0o700 });
  // In /tmp another user may have created it first.
  const made = await lstat(sockets);
  const ours = made.uid === process.getuid?.() || made.uid === user?.uid;
  if (!made.isDirectory() || !ours)
    throw new StorageRefusedError(
      `${sockets} is not ours. Remove it, or choose a shorter DATA_DIR.`,
    );
  await chmod(sockets, 0o700);
  if (user) await chown(sockets, user.uid, user.gid);
}
