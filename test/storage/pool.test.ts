import { createServer, connect as dial, type Socket } from 'node:net';
import { sql } from 'kysely';
import { InfrastructureError } from '../../src/domain/infrastructure-error';
import { type Database, openDatabase } from '../../src/storage/postgres/database';
import { lockExecutor } from '../../src/storage/postgres/executor-lock';
import { StorageRefusedError } from '../../src/storage/refusal';
import { type TestDatabase, testDatabase } from '../support/database';
import { eventuallyPasses } from '../support/eventually';
import { quietLog } from '../support/quiet-log';

let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await testDatabase();
  db = openDatabase({ connectionString: database.connectionString, poolSize: 2 });
});
afterAll(async () => {
  await db.destroy();
  await database.close();
});

describe('a database that is unavailable', () => {
  it.each(['25006', '40001', '40P01', '53100', '55P03', '57014', '57P01', '58030', 'XX000'])(
    'shows as an infrastructure error with its code: %s',
    async (code) => {
      const failing = sql.raw(
        `do $$ begin raise exception 'injected' using errcode = '${code}'; end $$`,
      );

      const error: unknown = await failing.execute(db).catch((thrown: unknown) => thrown);

      expect(error).toBeInstanceOf(InfrastructureError);
      expect(error).toMatchObject({ code });
    },
  );

  it.each(['23505', '22P02', '42601'])('differs from a refused statement: %s', async (code) => {
    const failing = sql.raw(
      `do $$ begin raise exception 'injected' using errcode = '${code}'; end $$`,
    );

    const error: unknown = await failing.execute(db).catch((thrown: unknown) => thrown);

    expect(error).not.toBeInstanceOf(InfrastructureError);
    expect(error).toMatchObject({ code });
  });

  it('ends a transaction that a frozen client holds open, and frees its lock', async () => {
    const frozen = openDatabase({ connectionString: database.connectionString, poolSize: 1 });
    const waits = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    const transaction = frozen.transaction().execute(async (tx) => {
      await sql`set local idle_in_transaction_session_timeout = 200`.execute(tx);
      await sql`select pg_advisory_xact_lock(4712)`.execute(tx);
      held.resolve();
      await waits.promise;
      await sql`select 1`.execute(tx);
    });
    await held.promise;

    await sql`select pg_advisory_xact_lock(4712)`.execute(db);
    waits.resolve();

    await expect(transaction).rejects.toBeInstanceOf(InfrastructureError);
    await frozen.destroy();
  });

  it('limits statements, waits for locks and idle transactions', async () => {
    const names = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'];
    const { rows } = await sql<{ setting: string }>`
      select setting from pg_settings where name = any(${names}) order by name
    `.execute(db);

    expect(rows.map(({ setting }) => Number(setting))).toEqual([10_000, 5_000, 30_000]);
  });
});

describe('a connection that is reset', () => {
  it('never ends the process, and the next query opens another', async () => {
    const proxy = await resettingProxy(socketFile(database.connectionString));
    const lost: Error[] = [];
    const through = openDatabase({
      connectionString: proxy.connectionString(database.connectionString),
      poolSize: 4,
      onLost: (error) => lost.push(error),
    });

    let answered = 0;
    for (let round = 0; round < 10; round++) {
      const queries = Array.from({ length: 4 }, () => sql`select pg_sleep(0.02)`.execute(through));
      const ended = Promise.allSettled(queries);
      if (round % 2 === 0) setTimeout(() => proxy.reset(), 10);
      else proxy.reset();
      for (const result of await ended) {
        if (result.status === 'fulfilled') answered++;
        else expect(result.reason).toBeInstanceOf(InfrastructureError);
      }
    }
    await eventuallyPasses(async () => void (await sql`select 1`.execute(through)));

    expect(lost.length).toBeGreaterThan(0);
    expect(answered).toBeGreaterThanOrEqual(0);
    await through.destroy();
    await proxy.close();
  });
});

describe('the lock on an executor id', () => {
  const options = () => ({
    connectionString: database.connectionString,
    log: quietLog,
    onTaken: () => undefined,
  });

  it('refuses a second process, and is free once the first has released it', async () => {
    const first = await lockExecutor({ ...options(), executorId: 'one' });

    await expect(lockExecutor({ ...options(), executorId: 'one' })).rejects.toThrow(
      StorageRefusedError,
    );
    const other = await lockExecutor({ ...options(), executorId: 'two' });
    await first.release();
    const second = await lockExecutor({ ...options(), executorId: 'one' });

    await Promise.all([second.release(), other.release()]);
  });

  it('is taken from a process that has sent no heartbeat for 45 seconds, which then stops', async () => {
    const onTaken = jest.fn();
    const lost = await lockExecutor({ ...options(), executorId: 'gone', onTaken });
    await sql`insert into bailiff.replicas values ('gone', clock_timestamp() - interval '46 s')`.execute(
      db,
    );

    const second = await lockExecutor({ ...options(), executorId: 'gone' });
    await sql`update bailiff.replicas set beaten_at = clock_timestamp()`.execute(db);

    await eventuallyPasses(async () => expect(onTaken).toHaveBeenCalledTimes(1));
    await second.release();
    await lost.release();
  });
});

/** The unix socket behind a connection string of the test server. */
function socketFile(connectionString: string): string {
  return `${new URL(connectionString).searchParams.get('host')}/.s.PGSQL.5432`;
}

/** A TCP proxy in front of the server's socket that resets its connections on demand. */
async function resettingProxy(path: string) {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = dial({ path });
    for (const one of [client, upstream]) one.on('error', () => undefined);
    client.pipe(upstream).pipe(client);
    sockets.add(client);
    client.on('close', () => {
      sockets.delete(client);
      upstream.destroy();
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    connectionString(direct: string) {
      const { pathname } = new URL(direct);
      return `postgres://bailiff@127.0.0.1:${port}${pathname}`;
    },
    reset: () => {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    close: () => new Promise((resolve) => void server.close(resolve)),
  };
}
