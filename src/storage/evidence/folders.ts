import { chmod, mkdir, open, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Who a file or a process belongs to. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

export function runsAsRoot(): boolean {
  return process.getuid?.() === 0;
}

/**
 * Makes DATA_DIR where it is missing and gives its real path.
 *
 * As root others may pass through a folder that we make, but not look into it: the database runs as
 * another user below it. A folder that is there already keeps its mode.
 */
export async function prepareDataDir(dataDir: string): Promise<string> {
  const made = await mkdir(dataDir, { recursive: true });
  if (made) await chmod(dataDir, runsAsRoot() ? 0o711 : 0o700);
  return realpath(dataDir);
}

/** Makes a folder that only its owner may enter. */
export async function makePrivate(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
}

/** Makes the folder for what can't lie in DATA_DIR: others may pass through, not look into it. */
export async function makeSystemFolder(folder: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true });
  if (made) await chmod(folder, 0o711);
}

/** Whether this owner may enter the folder and every folder above it. */
export async function isOpenTo(owner: Owner, folder: string): Promise<boolean> {
  for (let at = await realpath(folder); ; at = dirname(at)) {
    const { uid, gid, mode } = await stat(at);
    const needed = uid === owner.uid ? 0o100 : gid === owner.gid ? 0o010 : 0o001;
    if ((mode & needed) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

/** Makes a rename in this folder survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
