import { chmod, mkdir, open, readdir, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StorageRefusedError } from '../refusal';

/** Owner of a file or process. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

export function runsAsRoot(): boolean {
  return process.getuid?.() === 0;
}

/**
 * Creates DATA_DIR if needed and returns its real path.
 *
 * As root, a new folder gets mode 0711, because the database runs below it as another user. An
 * existing folder loses what lets others list or change it, and keeps the right to pass.
 * @throws {StorageRefusedError} others may read it, and it is not Bailiff's own folder to close
 */
export async function prepareDataDir(dataDir: string): Promise<string> {
  const made = await mkdir(dataDir, { recursive: true });
  if (made) await chmod(dataDir, runsAsRoot() ? 0o711 : 0o700);
  else await closeToOthers(dataDir);
  return realpath(dataDir);
}

const ours = ['evidence', 'journal-key.pem', 'postgres', 'postgres-is-in'];

/** Only a folder that is Bailiff's own is changed: DATA_DIR may name /tmp by mistake. */
async function closeToOthers(dataDir: string): Promise<void> {
  const { mode } = await stat(dataDir);
  if ((mode & 0o066) === 0) return;
  const found = await readdir(dataDir).catch(() => undefined);
  const isOurs = found && (found.length === 0 || ours.some((name) => found.includes(name)));
  const isClosed = isOurs && (await isDone(chmod(dataDir, mode & 0o711)));
  if (isClosed) return;
  throw new StorageRefusedError(
    `DATA_DIR ${dataDir} can be read or changed by others. Choose an empty folder, or run: chmod go-rw ${dataDir}`,
  );
}

function isDone(work: Promise<void>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  );
}

/** Creates a folder with mode 0700. */
export async function makePrivate(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
}

/** Creates a folder with mode 0711 for files that can't be in DATA_DIR. */
export async function makeSystemFolder(folder: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true });
  if (made) await chmod(folder, 0o711);
}

/** True when this owner may enter the folder and all its parents. */
export async function isOpenTo(owner: Owner, folder: string): Promise<boolean> {
  for (let at = await realpath(folder); ; at = dirname(at)) {
    const { uid, gid, mode } = await stat(at);
    const needed = uid === owner.uid ? 0o100 : gid === owner.gid ? 0o010 : 0o001;
    if ((mode & needed) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

/** Makes a rename in this folder durable. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
