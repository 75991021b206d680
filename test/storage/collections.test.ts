import type { Package } from '../../src/domain/collection';
import type { Machine } from '../../src/domain/machine';
import type { NewCollection, Reopening } from '../../src/ports';
import { StoredCollections } from '../../src/storage/collect/collections';
import { admits } from '../support/admission';
import { type TestDatabase, testDatabase } from '../support/database';

let database: TestDatabase;
let collections: StoredCollections;
let requests = 0;

beforeAll(async () => {
  database = await testDatabase();
  collections = new StoredCollections(database.db);
});
afterAll(() => database.close());

const alice = { id: 'u-alice', name: 'Alice' };
const bob = { id: 'u-bob', name: 'Bob' };
const place = { conversationId: 'c-1', kind: 'personal' } as const;

function aMachine(name: string): Machine {
  return {
    id: Buffer.from(name).toString('hex').padEnd(40, '0'),
    name: `${name}.example.com`,
    os: 'Windows11',
    health: 'Active',
    onboarding: 'Onboarded',
    lastSeen: new Date('2026-11-02T08:00:00.123Z'),
    tags: ['Tier0'],
    excluded: false,
  };
}
function asked(...names: string[]): NewCollection {
  requests += 1;
  const machines = names.map(aMachine);
  return {
    requestId: `r-${requests}`,
    askedBy: alice,
    place,
    reason: 'lsass alert',
    machines,
    admission: admits(),
  };
}

const reopening = (...packages: readonly Package[]): Reopening => {
  requests += 1;
  return { requestId: `r-${requests}`, requester: alice, packages, admission: admits() };
};

describe('a collection', () => {
  it('comes back as it was asked for, dates and all', async () => {
    const { collection } = await collections.open(asked('ws-1', 'ws-2'));

    const read = await collections.get(collection!.id);

    expect(read).toEqual(collection);
    expect(read).toMatchObject({ askedBy: alice, place, reason: 'lsass alert', followers: [] });
    expect(read?.packages.map(({ id, state, attempt }) => ({ id, state, attempt }))).toEqual([
      { id: `${read?.id}/1`, state: 'sending', attempt: 1 },
      { id: `${read?.id}/2`, state: 'sending', attempt: 1 },
    ]);
    expect(read?.packages[0]?.machine).toEqual(aMachine('ws-1'));
    expect(read).not.toHaveProperty('ticket');
  });

  it('is opened once for one request, even when the request comes twenty times at once', async () => {
    const request = asked('twenty');

    const answers = await Promise.all(Array.from({ length: 20 }, () => collections.open(request)));

    expect(new Set(answers.map(({ collection }) => collection?.id)).size).toBe(1);
    expect(answers.flatMap(({ joined }) => joined)).toEqual([]);
  });

  it('keeps names that no database would take', async () => {
    const odd = { ...aMachine('odd'), name: 'a\0b\ud800c' };

    const { collection } = await collections.open({
      ...asked(),
      reason: 'NUL \0 here',
      machines: [odd],
    });

    expect(collection?.packages[0]?.machine.name).toBe('a\ufffdb\ufffdc');
    expect(collection?.reason).toBe('NUL \ufffd here');
  });
});

describe('a machine that is being collected', () => {
  it('is not collected twice: the second person joins the first', async () => {
    const first = await collections.open(asked('busy'));

    const second = await collections.open({ ...asked('busy', 'idle'), askedBy: bob });

    expect(second.joined).toEqual([
      {
        machine: aMachine('busy'),
        collection: expect.objectContaining({ id: first.collection?.id }),
      },
    ]);
    expect(second.collection?.packages.map(({ machine }) => machine.name)).toEqual([
      'idle.example.com',
    ]);
  });

  it('has one collection after a race of two, each naming two machines in another order', async () => {
    const [one, two] = await Promise.all([
      collections.open(asked('race-a', 'race-b')),
      collections.open({ ...asked('race-b', 'race-a'), askedBy: bob }),
    ]);

    const opened = [one, two].filter(({ collection }) => collection);
    expect(opened).toHaveLength(1);
    expect(one.joined.length + two.joined.length).toBe(2);
  });

  it('gives the same answer to a repeated request after that collection has ended', async () => {
    const first = await collections.open(asked('ended'));
    const request = asked('ended');
    const before = await collections.open(request);
    await collections.change(first.collection!.packages[0]!.id, { state: 'failed' });

    const after = await collections.open(request);

    expect(after.collection).toBeUndefined();
    expect(after.joined.map(({ collection }) => collection.id)).toEqual(
      before.joined.map(({ collection }) => collection.id),
    );
  });
});

describe('a package', () => {
  const opened = async (name: string) => (await collections.open(asked(name))).collection!;

  it('takes what is written and loses what is taken away', async () => {
    const { packages } = await opened('written');
    const id = packages[0]!.id;
    const since = new Date('2026-11-02T09:00:00Z');
    const retryState = { kind: 'throttled', since, tries: 2, nextTry: since } as const;

    const waiting = await collections.change(id, { state: 'queued', actionId: 'a-1', retryState });
    const free = await collections.change(id, { retryState: null, lastCheckedAt: since });

    expect(waiting.packages[0]).toMatchObject({ state: 'queued', actionId: 'a-1', retryState });
    expect(free.packages[0]).toMatchObject({ actionId: 'a-1', lastCheckedAt: since });
    expect(free.packages[0]).not.toHaveProperty('retryState');
  });

  it.each(['ready', 'failed', 'cancelled', 'stopped-waiting'] as const)(
    'that is %s does not go back to collecting',
    async (state) => {
      const { packages } = await opened(`final-${state}`);
      await collections.change(packages[0]!.id, { state });

      const late = await collections.change(packages[0]!.id, {
        state: 'collecting',
        actionId: 'x',
      });

      expect(late.packages[0]).toMatchObject({ state, endedAt: expect.any(Date) });
      expect(late.packages[0]).not.toHaveProperty('actionId');
    },
  );

  it('that is ready never becomes failed; one that was cancelled too late becomes ready', async () => {
    const one = await opened('ready-wins');
    const two = await opened('too-late');
    await collections.change(one.packages[0]!.id, { state: 'ready' });
    await collections.change(two.packages[0]!.id, { state: 'cancelled' });

    const stays = await collections.change(one.packages[0]!.id, { state: 'failed' });
    const arrives = await collections.change(two.packages[0]!.id, { state: 'ready' });

    expect(stays.packages[0]?.state).toBe('ready');
    expect(arrives.packages[0]?.state).toBe('ready');
  });

  it('says who was told of a failure, unless it is being tried again by now', async () => {
    const { collection } = await collections.open(asked('told'));
    const [one] = collection!.packages;
    const failure = { cause: 'the disk is full', tried: ['asked'] };
    await collections.change(one!.id, { state: 'failed', failure });
    const told = { who: 'Dana Reyes', isOnCall: true, at: '2026-11-20T10:44:00.000Z' };

    const noted = await collections.noteTold(one!.id, 1, told);
    const early = await collections.noteTold(one!.id, 2, told);
    await collections.reopen(collection!.id, reopening(one!));
    const late = await collections.noteTold(one!.id, 1, told);

    expect(noted?.packages[0]?.failure).toEqual({ ...failure, told });
    expect([early, late]).toEqual([undefined, undefined]);
    expect((await collections.get(collection!.id))?.packages[0]).not.toHaveProperty('failure');
  });

  it('is tried anew when reopened, and only when its machine is free', async () => {
    const again = await opened('again');
    const taken = await opened('taken');
    for (const { packages } of [again, taken])
      await collections.change(packages[0]!.id, { state: 'failed', actionId: 'a-9' });
    await opened('taken');

    const reopened = await collections.reopen(again.id, reopening(again.packages[0]!));
    const refused = await collections.reopen(taken.id, reopening(taken.packages[0]!));

    expect(reopened.packages[0]).toMatchObject({ state: 'sending', attempt: 2 });
    expect(reopened.packages[0]).not.toHaveProperty('actionId');
    expect(reopened.packages[0]).not.toHaveProperty('endedAt');
    expect(refused.packages[0]).toMatchObject({ state: 'failed', attempt: 1 });
  });

  it('is watched from its action on until it ends', async () => {
    const { packages } = await opened('watched');
    const id = packages[0]!.id;
    const isWatched = async () => (await collections.watched()).some((one) => one.id === id);

    const before = await isWatched();
    await collections.change(id, { state: 'queued', actionId: 'a-2' });
    const during = await isWatched();
    await collections.change(id, { state: 'preparing-link' });

    expect([before, during, await isWatched()]).toEqual([false, true, false]);
  });

  it('is found with its collection', async () => {
    const collection = await opened('found');

    const found = await collections.ofPackage(`${collection.id}/1`);

    expect(found?.package).toEqual(collection.packages[0]);
    expect(await collections.ofPackage(`${collection.id}/2`)).toBeUndefined();
  });
});

describe('the list', () => {
  it('can be asked by person, by machine and for what still runs', async () => {
    const carol = { id: 'u-carol', name: 'Carol' };
    const open = async (name: string) =>
      (await collections.open({ ...asked(name), askedBy: carol })).collection!;
    const old = await open('list-old');
    const recent = await open('list-new');
    await collections.change(old.packages[0]!.id, { state: 'ready' });
    const ids = async (filter: object) =>
      (await collections.list({ askedBy: carol.id, most: 9, ...filter })).map(({ id }) => id);

    expect(await ids({})).toEqual([recent.id, old.id]);
    expect(await ids({ most: 1 })).toEqual([recent.id]);
    expect(await ids({ open: true })).toEqual([recent.id]);
    expect(await ids({ open: false })).toEqual([old.id]);
    expect(await ids({ machineId: aMachine('list-old').id })).toEqual([old.id]);
  });
});

describe('followers', () => {
  it('are counted once each and can leave', async () => {
    const { collection } = await collections.open(asked('followed'));
    const { id } = collection!;

    await collections.follow(id, { person: bob, place });
    await collections.follow(id, { person: bob, place });
    const followed = await collections.get(id);
    await collections.unfollow(id, bob.id);

    expect(followed?.followers).toEqual([{ person: bob, place }]);
    expect((await collections.get(id))?.followers).toEqual([]);
  });
});
