import { existsSync } from 'node:fs';
import type { Log } from '../src/ports';
import { findBinaries } from '../src/storage/postgres/postgres-binaries';
import { findHome } from '../src/storage/postgres/postgres-home';
import { shutDown } from '../src/storage/postgres/postgres-lifecycle';

const silent = () => {};
const log: Log = { debug: silent, info: silent, warn: silent, error: silent };

/**
 * Stops the database of a data folder if it still runs: a killed bot could not do it. Does nothing
 * without one.
 */
export async function stopLeftDatabase(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  const systemFolder = '/var/lib/bailiff';
  const home = await findHome(folder, { systemFolder, log });
  await shutDown({ ...home, binaries: await findBinaries(systemFolder, home.user) });
}
