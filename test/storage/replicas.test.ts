import { sql } from 'kysely';
import { openDatabase } from '../../src/storage/postgres/database';
import { StoredJobLeases } from '../../src/storage/postgres/job-leases';
import { StoredReplicas } from '../../src/storage/postgres/replicas';
import { type TestDatabase, testDatabase } from '../support/database';
import { eventuallyPasses } from '../support/eventually';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

describe('replicas', () => {
  it('count as dead after 45 seconds without a heartbeat, or at once when they leave', async () => {
    const replicas = new StoredReplicas(database.db);
    await replicas.heartbeat('quiet');
    await sql`update bailiff.replicas set beaten_at = beaten_at - interval '46 seconds'`.execute(
      database.db,
    );
    await replicas.heartbeat('lively');

    const dead = await replicas.dead();
    await replicas.forget('quiet');
    await replicas.leave('lively');

    expect(dead).toEqual(['quiet']);
    expect(await replicas.dead()).toEqual(['lively']);
    expect(await replicas.others('another')).toEqual(['lively']);
  });

  it('lose their connections, and so their locks, when they are terminated', async () => {
    const { connectionString } = database;
    const frozen = openDatabase({ connectionString, poolSize: 1, executorId: 'frozen' });
    await sql`select pg_advisory_lock(4711)`.execute(frozen);
    const free = async () =>
      (await sql<{ free: boolean }>`select pg_try_advisory_lock(4711) as free`.execute(database.db))
        .rows[0]?.free;

    const before = await free();
    const connections = await new StoredReplicas(database.db).terminate('frozen');

    expect([before, connections]).toEqual([false, 1]);
    await eventuallyPasses(async () => expect(await free()).toBe(true));
    await frozen.destroy();
  });
});

describe('a tick', () => {
  const leases = () => new StoredJobLeases(database.db);

  it('is claimed by one of ten replicas', async () => {
    const claims = await Promise.all(
      Array.from({ length: 10 }, () => leases().claim('watch', 60_000)),
    );

    expect(claims.filter(Boolean)).toHaveLength(1);
  });

  it('may be claimed again when its interval is over', async () => {
    await leases().claim('poll', 60_000);
    const early = await leases().claim('poll', 60_000);
    await sql`update bailiff.ticks set claimed_at = claimed_at - interval '1 minute'`.execute(
      database.db,
    );

    const onTime = await leases().claim('poll', 60_000);

    expect([early, onTime]).toEqual([false, true]);
  });

  it('tells when it last succeeded, and why it failed since', async () => {
    await leases().claim('told', 1000);
    await leases().succeeded('told');
    await leases().failed('told', 'Defender did not answer');
    const failed = await leases().last('told');
    await leases().succeeded('told');
    const succeeded = await leases().last('told');

    expect(failed).toEqual({
      claimedAt: expect.any(Date),
      succeededAt: expect.any(Date),
      failedAt: expect.any(Date),
      why: 'Defender did not answer',
    });
    expect(succeeded).not.toHaveProperty('why');
    expect(await leases().last('never')).toBeUndefined();
  });
});
