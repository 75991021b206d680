import { hashOf } from '../../src/domain/approval';
import { msg } from '../../src/language/language';
import type { NewCollection } from '../../src/ports';
import { StoredApprovals } from '../../src/storage/collect/approvals';
import { StoredCollections } from '../../src/storage/collect/collections';
import { StoredDrafts } from '../../src/storage/collect/drafts';
import { admits } from '../support/admission';
import { aMachine, dana, mia, omar, thread } from '../support/builders';
import { type TestDatabase, testDatabase } from '../support/database';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const later = new Date('2099-01-01T00:00:00Z');
let requests = 0;
const nextRequest = () => {
  requests += 1;
  return requests;
};

async function asked(change: Partial<NewCollection> = {}) {
  const machines = [aMachine({ name: 'srv-1' }), aMachine({ name: 'ws-1' })];
  const { collection } = await new StoredCollections(database.db).open({
    requestId: `request-${nextRequest()}`,
    askedBy: mia,
    place: thread,
    machines,
    admission: admits({
      machineIds: [machines[0]!.id],
      by: 'lead',
      because: [msg`name like “${'srv-*'}”`, 'as an earlier version kept it'],
      askedAt: new Date(),
      expiresAt: later,
    }),
    ...change,
  });
  return collection!;
}

describe('an approval', () => {
  it('is asked for together with its collection, over a list that is frozen', async () => {
    const { approval, packages } = await asked();

    const [server, workstation] = packages;
    expect(server!.state).toBe('waiting-for-approval');
    expect(workstation!.state).toBe('sending');
    expect(approval).toMatchObject({
      state: 'pending',
      by: 'lead',
      because: [msg`name like “${'srv-*'}”`, 'as an earlier version kept it'],
      packageIds: [server!.id],
      hash: hashOf([{ id: server!.id, machineId: server!.machine.id }]),
      expiresAt: later,
    });
  });

  it('is decided once, whoever is how fast', async () => {
    const { id } = await asked();
    const approvals = new StoredApprovals(database.db);

    const words = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        at % 2
          ? approvals.decide(id, { state: 'approved', by: dana })
          : approvals.decide(id, { state: 'denied', by: omar, said: 'no' }),
      ),
    );

    expect(new Set(words.map(({ state }) => state)).size).toBe(1);
    expect(await approvals.get(id)).toEqual(words[0]);
  });

  it('keeps who denied it and why', async () => {
    const { id } = await asked();
    const approvals = new StoredApprovals(database.db);

    await approvals.decide(id, { state: 'denied', by: dana, said: 'use the replica' });

    expect(await approvals.get(id)).toMatchObject({
      state: 'denied',
      decidedBy: dana,
      said: 'use the replica',
      decidedAt: expect.any(Date),
    });
  });

  it('is nobody’s where nothing has to wait', async () => {
    const { approval, id } = await asked({ admission: admits() });

    expect(approval).toBeUndefined();
    expect(await new StoredApprovals(database.db).get(id)).toBeUndefined();
  });

  it('is not asked for twice for a machine that waits already', async () => {
    const first = await asked();
    const [{ machine }] = first.packages as [(typeof first.packages)[0]];

    const again = await new StoredCollections(database.db).open({
      requestId: 'request-again',
      askedBy: omar,
      place: thread,
      machines: [machine],
      admission: admits({
        machineIds: [machine.id],
        by: 'lead',
        because: [],
        askedAt: new Date(),
        expiresAt: later,
      }),
    });

    expect(again).toMatchObject({ joined: [{ collection: { id: first.id } }] });
    expect(again.collection).toBeUndefined();
  });
});

describe('the hash of a list', () => {
  const list = [
    { id: 'C-1/1', machineId: 'AA' },
    { id: 'C-1/2', machineId: 'bb' },
  ];

  it('is the same whatever the order, and another for another machine', () => {
    expect(hashOf(list.toReversed())).toBe(hashOf(list));
    expect(hashOf([list[0]!, { ...list[1]!, machineId: 'cc' }])).not.toBe(hashOf(list));
    expect(hashOf(list.slice(1))).not.toBe(hashOf(list));
  });
});

describe('a list that waits for a click', () => {
  const draft = { askedBy: mia, machineIds: ['a'], compromised: [], unknown: [], expiresAt: later };

  it('is kept once per request, and read back as it was', async () => {
    const drafts = new StoredDrafts(database.db);

    const kept = await drafts.keep('list-1', { ...draft, reason: 'hunt' });
    const again = await drafts.keep('list-1', { ...draft, machineIds: ['b'] });

    expect(again).toEqual(kept);
    expect(await drafts.get(kept.id)).toEqual({ ...draft, reason: 'hunt', id: kept.id });
  });

  it('is one also when the request is delivered many times at once', async () => {
    const drafts = new StoredDrafts(database.db);

    const kept = await Promise.all(Array.from({ length: 8 }, () => drafts.keep('list-2', draft)));

    expect(new Set(kept.map(({ id }) => id)).size).toBe(1);
  });

  it('is nothing under an id nobody gave', async () => {
    expect(await new StoredDrafts(database.db).get('C-00000')).toBeUndefined();
  });
});

describe('packages of the last hour', () => {
  it('are the latest of each machine that became ready since', async () => {
    const collections = new StoredCollections(database.db);
    const { packages } = await asked({ admission: admits() });
    const [first, second] = packages;
    await collections.change(first!.id, { state: 'ready' });
    await collections.change(second!.id, { state: 'failed' });
    const ids = packages.map(({ machine }) => machine.id);

    const recent = await collections.readySince(ids, new Date(Date.now() - 60_000));
    const none = await collections.readySince(ids, new Date(Date.now() + 60_000));

    expect(recent.map(({ id }) => id)).toEqual([first!.id]);
    expect(none).toEqual([]);
  });
});
