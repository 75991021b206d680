import fc from 'fast-check';
import { sql } from 'kysely';
import { StoredBudgetLedger } from '../../src/storage/budget-ledger';
import { type TestDatabase, testDatabase } from '../support/database';

let database: TestDatabase;
let endpoints = 0;
let now = new Date('2026-11-02T09:00:00Z');

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const databaseTime = async () => {
  const { rows } = await sql<{ at: Date }>`select clock_timestamp() as at`.execute(database.db);
  return rows[0]!.at.getTime();
};
const ledger = () => new StoredBudgetLedger(database.db, () => now);
const anEndpoint = () => {
  endpoints += 1;
  return `endpoint ${endpoints}`;
};
const later = (ms: number) => {
  now = new Date(now.getTime() + ms);
};

/** The most calls that any window of this length holds, wherever it begins. */
function fullest(moments: readonly number[], ms: number): number {
  return Math.max(
    0,
    ...moments.map((from) => moments.filter((at) => at >= from && at <= from + ms).length),
  );
}

describe('the budget of calls', () => {
  it('never exceeds any limit in any sliding window, and serves in order', async () => {
    const window = fc.record({
      limit: fc.integer({ min: 1, max: 5 }),
      ms: fc.integer({ min: 1, max: 500 }),
    });
    const windows = fc.array(window, { minLength: 1, maxLength: 3 });
    const pauses = fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 25 });

    await fc.assert(
      fc.asyncProperty(windows, pauses, async (limits, waits) => {
        const endpoint = anEndpoint();
        const moments: number[] = [];
        for (const wait of waits) {
          later(wait);
          const { at, waitMs } = await ledger().reserve(endpoint, limits);
          expect(at.getTime()).toBeGreaterThanOrEqual(now.getTime());
          expect(now.getTime() + waitMs).toBeGreaterThanOrEqual(at.getTime());
          moments.push(at.getTime());
        }
        expect(moments).toEqual(moments.toSorted((a, b) => a - b));
        for (const { limit, ms } of limits) expect(fullest(moments, ms)).toBeLessThanOrEqual(limit);
      }),
      { numRuns: 40 },
    );
  });

  it('is shared: thirty callers at once get thirty places', async () => {
    const endpoint = anEndpoint();
    const windows = [
      { limit: 2, ms: 60_000 },
      { limit: 12, ms: 3_600_000 },
    ];

    const places = await Promise.all(
      Array.from({ length: 30 }, () => ledger().reserve(endpoint, windows)),
    );

    const moments = places.map(({ at }) => at.getTime());
    expect(new Set(places.map(({ id }) => id)).size).toBe(30);
    expect(fullest(moments, 60_000)).toBe(2);
    expect(fullest(moments, 3_600_000)).toBe(12);
  });

  it('lets the first calls through at once and says honestly when the next may go', async () => {
    const endpoint = anEndpoint();
    const windows = [{ limit: 2, ms: 60_000 }];

    const waits = [];
    for (let call = 0; call < 5; call += 1)
      waits.push((await ledger().reserve(endpoint, windows)).waitMs);

    expect(waits.map((ms) => Math.round(ms / 1000))).toEqual([0, 0, 60, 60, 120]);
  });

  it('says by its own clock how long it is until a place, and nothing of one that was given back', async () => {
    const endpoint = anEndpoint();
    const windows = [{ limit: 1, ms: 60_000 }];
    await ledger().reserve(endpoint, windows);
    const { at, id } = await ledger().reserve(endpoint, windows);

    later(10_000);
    const ahead = await ledger().msUntil(id);
    later(60_000);
    const after = await ledger().msUntil(id);
    await ledger().release(id);

    expect(ahead).toBe(at.getTime() - now.getTime() + 60_000);
    expect(after).toBe(at.getTime() - now.getTime());
    expect(await ledger().msUntil(id)).toBeUndefined();
  });

  it('uses a place again that was given back', async () => {
    const endpoint = anEndpoint();
    const windows = [{ limit: 1, ms: 60_000 }];
    await ledger().reserve(endpoint, windows);
    const unused = await ledger().reserve(endpoint, windows);

    await ledger().release(unused.id);
    const next = await ledger().reserve(endpoint, windows);

    expect(next.at).toEqual(unused.at);
  });

  it('after "slow down" starts nothing new before the time, and keeps to the longest of two', async () => {
    const endpoint = anEndpoint();
    const windows = [{ limit: 100, ms: 60_000 }];

    await ledger().delayUntil(endpoint, 30_000);
    await ledger().delayUntil(endpoint, 7000);
    const pushed = await ledger().reserve(endpoint, windows);
    const elsewhere = await ledger().reserve(anEndpoint(), windows);

    expect(pushed.at.getTime() - now.getTime()).toBe(30_000);
    expect(elsewhere.waitMs).toBe(0);
  });

  it('forgets calls that no window can see any more', async () => {
    const endpoint = anEndpoint();
    const windows = [{ limit: 5, ms: 1000 }];
    for (let call = 0; call < 5; call += 1) await ledger().reserve(endpoint, windows);
    later(10 * 60_000);

    await ledger().reserve(endpoint, windows);

    const kept = await database.db
      .selectFrom('budget_calls')
      .select('id')
      .where('endpoint', '=', endpoint)
      .execute();
    expect(kept).toHaveLength(1);
  });

  it('goes by the database’s own clock in production', async () => {
    const real = new StoredBudgetLedger(database.db);

    const before = await databaseTime();
    const { at, waitMs } = await real.reserve(anEndpoint(), [{ limit: 1, ms: 1000 }]);
    const after = await databaseTime();

    expect(at.getTime()).toBeGreaterThanOrEqual(before);
    // Reserved times are rounded up to a millisecond, the readings beside them down.
    expect(at.getTime()).toBeLessThanOrEqual(after + 1);
    // Rounded up twice.
    expect(waitMs).toBeLessThanOrEqual(2);
  });
});
