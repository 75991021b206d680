import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from 'pg';
import type { Log } from '../../ports';
import { codeOf, StorageRefusedError } from '../refusal';
import { findBinaries } from './postgres-binaries';
import { findHome } from './postgres-home';
import { bringUp, connect, shutDown } from './postgres-lifecycle';
import { createCluster, type Postgres } from './postgres-server';

// Arbitrary, but the same in every Bailiff.
const onlyOneLock = 7_204_112;

export interface EmbeddedPostgres {
  /** For pg and for the workflow engine. */
  readonly connectionString: string;
  /** The server was already running: the previous process was killed before it could stop it. */
  readonly adopted: boolean;
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  readonly dataDir: string;
  readonly log: Log;
  /** Folder for binaries and clusters that can't be inside DATA_DIR. */
  readonly systemFolder?: string;
}

/**
 * Runs PostgreSQL for one Bailiff on one machine, reachable only through a private socket, and
 * restarts the server when it dies.
 * @throws {StorageRefusedError} no binaries for this platform, or another process uses DATA_DIR
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const postgres = await preparePostgres(options);
  const { child } = await bringUp(postgres);
  await createDatabase(postgres, 'bailiff');
  const lock = new DataDirLock(postgres, options);
  await lock.takeLock();
  return {
    connectionString: connectionString(postgres, 'bailiff'),
    adopted: child === undefined,
    stop: () => lock.stop(),
  };
}

/** Prepares binaries, folders and cluster; the server is not started. */
export async function preparePostgres(options: EmbeddedOptions): Promise<Postgres> {
  const { dataDir, log, systemFolder = '/var/lib/bailiff' } = options;
  const home = await findHome(dataDir, { systemFolder, log });
  const postgres = { ...home, binaries: await findBinaries(systemFolder, home.user) };
  await createCluster(postgres);
  return postgres;
}

/** The workflow engine requires a user and a host, although the socket folder overrides the host. */
export function connectionString({ sockets }: Postgres, database: string): string {
  return `postgres://bailiff@localhost/${database}?host=${encodeURIComponent(sockets)}`;
}

/** Creates the database if it doesn't exist. */
export async function createDatabase(postgres: Postgres, name: string): Promise<void> {
  const client = await connect(postgres, 'postgres');
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
  } catch (error) {
    // Another process created it meanwhile.
    if (codeOf(error) !== '42P04' && codeOf(error) !== '23505') throw error;
  } finally {
    await client.end();
  }
}

/** Holds the exclusive lock on DATA_DIR and restarts the server when that connection ends. */
class DataDirLock {
  private connection?: Client;
  private stopping = false;

  constructor(
    private readonly postgres: Postgres,
    private readonly options: EmbeddedOptions,
  ) {}

  async takeLock(): Promise<void> {
    const client = await connect(this.postgres, 'bailiff');
    const deadline = performance.now() + 2000;
    // A process that was just killed loses its lock only a moment later.
    while (!(await tryLock(client))) {
      if (performance.now() > deadline) return this.refuse(client);
      await pause(50);
    }
    this.connection = client;
    client.once('end', () => {
      if (!this.stopping) void this.restart();
    });
  }

  private async refuse(client: Client): Promise<never> {
    const { rows } = await client.query<{ application_name: string }>(
      `select application_name from pg_locks join pg_stat_activity using (pid)
       where locktype = 'advisory' and objid = $1 and granted`,
      [onlyOneLock],
    );
    await client.end();
    const who = rows[0]?.application_name.replace('bailiff', 'process') ?? 'another process';
    throw new StorageRefusedError(
      `DATA_DIR ${this.options.dataDir} is in use by another Bailiff (${who}). ` +
        'Stop it first, give this one a DATA_DIR of its own, or share one PostgreSQL with DATABASE_URL.',
    );
  }

  private async restart(): Promise<void> {
    const { log } = this.options;
    while (!this.stopping) {
      log.error({}, 'the embedded database is down');
      try {
        await bringUp(this.postgres);
        await this.takeLock();
        log.info({}, 'the embedded database is up again');
        return;
      } catch (error) {
        log.error({ error }, 'the embedded database does not start');
        await pause(5000);
      }
    }
  }

  async stop(): Promise<void> {
    if (this.stopping) return;
    this.stopping = true;
    await this.connection?.end();
    await shutDown(this.postgres);
  }
}

async function tryLock(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>(
    'select pg_try_advisory_lock($1) as taken',
    [onlyOneLock],
  );
  return rows[0]?.taken === true;
}
