import { StoredPendingRequests } from '../../src/storage/collect/pending-requests';
import { reservation } from '../support/admission';
import { aPendingRequest, mia, omar } from '../support/builders';
import { type TestDatabase, testDatabase } from '../support/database';

let database: TestDatabase;
let requests: StoredPendingRequests;
beforeAll(async () => {
  database = await testDatabase();
  requests = new StoredPendingRequests(database.db);
});
beforeEach(() => database.db.deleteFrom('kept_requests').execute());
afterAll(() => database.close());

const at = new Date('2026-11-20T10:00:00Z');
const again = { kind: 'unreachable', since: at, tries: 2, nextTry: at } as const;

describe('a request that waits for Defender', () => {
  it('is kept once per request, and read back as it was', async () => {
    const kept = await requests.keep('request-1', aPendingRequest(), reservation);
    const twice = await requests.keep(
      'request-1',
      aPendingRequest({ about: { machines: ['b'] } }),
      reservation,
    );

    expect(kept).toEqual({ ...aPendingRequest(), id: kept.id });
    expect(twice).toEqual(kept);
    expect(await requests.get(kept.id)).toEqual(kept);
    expect(await requests.of('request-1')).toEqual(kept);
  });

  it('is one also when it is delivered many times at once, and each delivery learns its id', async () => {
    // As two replicas would: each with a connection of its own, which is open by then.
    await Promise.all(Array.from({ length: 8 }, () => requests.waiting()));
    const kept = await Promise.all(
      Array.from({ length: 8 }, () => requests.keep('request-2', aPendingRequest(), reservation)),
    );

    expect(new Set(kept.map(({ id }) => id)).size).toBe(1);
    expect(await requests.waiting()).toHaveLength(1);
  });

  it('is nothing under an id or a request nobody gave', async () => {
    expect(await requests.get('C-00000')).toBeUndefined();
    expect(await requests.of('request-0')).toBeUndefined();
  });

  it('notes each try in vain', async () => {
    const { id } = await requests.keep('request-3', aPendingRequest(), reservation);

    const hindered = await requests.hinder(id, again);

    expect(hindered.retryState).toEqual(again);
    expect(await requests.get(id)).toEqual(hindered);
  });

  it('ends once: the first end stands, and no try is noted after it', async () => {
    const { id } = await requests.keep('request-4', aPendingRequest(), reservation);

    const ended = await requests.end(id, { as: 'cancelled', at, by: omar });
    const late = await requests.end(id, { as: 'begun', at });
    const hindered = await requests.hinder(id, again);

    expect(ended.end).toEqual({ as: 'cancelled', at, by: omar });
    expect([late, hindered, await requests.get(id)]).toEqual([ended, ended, ended]);
  });

  it('has one end when it is begun and taken back in one moment', async () => {
    const { id } = await requests.keep('request-5', aPendingRequest(), reservation);

    const ends = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        requests.end(id, n % 2 ? { as: 'begun', at } : { as: 'cancelled', at, by: mia }),
      ),
    );

    expect(new Set(ends.map(({ end }) => end!.as)).size).toBe(1);
    expect(await requests.get(id)).toEqual(ends[0]);
  });

  it('waits until it has ended: everybody’s or one person’s, the newest first', async () => {
    const kept = [];
    for (const [n, askedBy] of [mia, omar, mia, mia].entries())
      kept.push(await requests.keep(`request-${6 + n}`, aPendingRequest({ askedBy }), reservation));
    const [first, second, third, ended] = kept.map(({ id }) => id);
    await requests.end(ended!, { as: 'given-up', at });

    const ids = async (of?: string) => (await requests.waiting(of)).map(({ id }) => id);

    expect(await ids()).toEqual([third, second, first]);
    expect(await ids(mia.id)).toEqual([third, first]);
    expect(await ids('nobody')).toEqual([]);
  });
});
