import { admissionFor } from '../../src/access/admission';
import { defaultPolicy, type Policy } from '../../src/access/policy';
import { systemClock } from '../../src/clock';
import { HourlyLimitError } from '../../src/domain/admission';
import type { Person } from '../../src/domain/person';
import { StoredCollections } from '../../src/storage/collect/collections';
import { StoredPendingRequests } from '../../src/storage/collect/pending-requests';
import { type Database, openDatabase } from '../../src/storage/postgres/database';
import { aMachine, aPendingRequest, machineId, thread } from '../support/builders';
import { type TestDatabase, testDatabase } from '../support/database';

let database: TestDatabase;
let otherReplica: Database;
let replicas: readonly StoredCollections[];
let count = 0;

beforeAll(async () => {
  database = await testDatabase();
  otherReplica = openDatabase({ connectionString: database.connectionString, poolSize: 5 });
  replicas = [database.db, otherReplica].map((db) => new StoredCollections(db));
});
afterAll(async () => {
  await otherReplica.destroy();
  await database.close();
});

const next = () => {
  count += 1;
  return count;
};
const somebody = (): Person => ({ id: `person-${next()}`, name: 'Somebody' });
const machines = (amount: number) =>
  Array.from({ length: amount }, () => {
    const n = next();
    return aMachine({ id: machineId(n), name: `ws-${n}` });
  });

interface Rules {
  readonly perPersonPerHour?: number;
  readonly moreThan?: number;
}

function policyOf({ perPersonPerHour = 100, moreThan }: Rules): Policy {
  const defaults = defaultPolicy();
  const when = { machineTags: [], names: [], machineGroups: [], moreThan };
  return {
    ...defaults,
    approvals: [{ when, by: 'lead', expiresMinutes: 60 }],
    limits: { ...defaults.limits, perPersonPerHour },
  };
}

const admission = (person: Person, rules: Rules, scale = 1) =>
  admissionFor(person, { policy: policyOf(rules), clock: systemClock(scale) });

/** Opens a collection on one of two replicas. */
async function open(person: Person, amount: number, rules: Rules, scale = 1) {
  const n = next();
  const { collection } = await replicas[n % 2]!.open({
    requestId: `request-${n}`,
    askedBy: person,
    place: thread,
    machines: machines(amount),
    admission: admission(person, rules, scale),
  });
  return collection!;
}

const burst = (times: number, work: () => Promise<unknown>) =>
  Promise.allSettled(Array.from({ length: times }, work));
const isRefused = (one: PromiseSettledResult<unknown>) =>
  one.status === 'rejected' && one.reason instanceof HourlyLimitError;

describe('perPersonPerHour', () => {
  it('admits exactly its number of machines in a burst on two replicas', async () => {
    const mia = somebody();

    const outcomes = await burst(12, () => open(mia, 1, { perPersonPerHour: 3 }));

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect(outcomes.filter(isRefused)).toHaveLength(9);
  });

  it('counts machines, not requests, and each person by themselves', async () => {
    const mia = somebody();
    await open(mia, 3, { perPersonPerHour: 4 });

    await expect(open(mia, 2, { perPersonPerHour: 4 })).rejects.toThrow(HourlyLimitError);
    expect((await open(somebody(), 2, { perPersonPerHour: 4 })).packages).toHaveLength(2);
    expect((await open(mia, 1, { perPersonPerHour: 4 })).packages).toHaveLength(1);
  });

  it('opens nothing of a request that it refuses', async () => {
    const mia = somebody();

    const refusal = open(mia, 5, { perPersonPerHour: 4 });

    await expect(refusal).rejects.toThrow(HourlyLimitError);
    expect(await replicas[0]!.list({ askedBy: mia.id, most: 9 })).toEqual([]);
    expect(await replicas[0]!.requestedBy(mia.id, 3_600_000)).toEqual([]);
  });

  it('answers a redelivered request as before', async () => {
    const mia = somebody();
    const request = {
      requestId: `request-${next()}`,
      askedBy: mia,
      place: thread,
      machines: machines(2),
      admission: admission(mia, { perPersonPerHour: 2 }),
    };

    const [first, again] = [await replicas[0]!.open(request), await replicas[1]!.open(request)];

    expect(again.collection?.id).toBe(first.collection?.id);
  });

  it('frees machines as they leave the window', async () => {
    const mia = somebody();
    // An hour lasts 36 ms.
    const scale = 100_000;
    await open(mia, 2, { perPersonPerHour: 2 }, scale);

    let opened = false;
    while (!opened)
      opened = await open(mia, 2, { perPersonPerHour: 2 }, scale).then(
        () => true,
        () => false,
      );

    expect(opened).toBe(true);
  });

  it('counts retries for the person who retries', async () => {
    const [mia, omar] = [somebody(), somebody()];
    const collection = await open(mia, 2, {});
    for (const { id } of collection.packages) await replicas[0]!.change(id, { state: 'failed' });
    const reopening = (requester: Person) => ({
      requestId: `request-${next()}`,
      requester,
      packages: collection.packages,
      admission: admission(requester, { perPersonPerHour: 1 }),
    });

    await expect(replicas[0]!.reopen(collection.id, reopening(omar))).rejects.toThrow(
      HourlyLimitError,
    );
    expect((await replicas[0]!.get(collection.id))?.packages[0]?.state).toBe('failed');
    expect(await replicas[0]!.requestedBy(omar.id, 3_600_000)).toEqual([]);
  });

  it('counts pending requests until they end without a collection', async () => {
    const mia = somebody();
    const requests = new StoredPendingRequests(otherReplica);
    const keep = () =>
      requests.keep(`request-${next()}`, aPendingRequest({ askedBy: mia }), {
        ...admission(mia, { perPersonPerHour: 3 }),
        machines: 1,
      });

    const kept = await burst(6, keep);
    const [first] = kept.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    await expect(open(mia, 1, { perPersonPerHour: 3 })).rejects.toThrow(HourlyLimitError);
    await requests.end((first as { id: string }).id, { as: 'cancelled', at: new Date() });

    expect(kept.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect((await open(mia, 1, { perPersonPerHour: 3 })).packages).toHaveLength(1);
  });
});

describe('moreThan', () => {
  it('holds for several requests at once on two replicas', async () => {
    const mia = somebody();

    const outcomes = await burst(8, () => open(mia, 1, { moreThan: 3 }));

    const states = outcomes.flatMap((one) =>
      one.status === 'fulfilled'
        ? (one.value as Awaited<ReturnType<typeof open>>).packages.map(({ state }) => state)
        : [],
    );
    expect(states.filter((state) => state === 'sending')).toHaveLength(3);
    expect(states.filter((state) => state === 'waiting-for-approval')).toHaveLength(5);
  });

  it('does not count machines that an approval was asked for', async () => {
    const mia = somebody();
    await open(mia, 4, { moreThan: 3 });

    const { approval } = await open(mia, 3, { moreThan: 3 });

    expect(approval).toBeUndefined();
  });

  it('holds for the rules of the policy too, which have no hourly limit of people', async () => {
    const rule = { id: `policy:rule-${next()}`, name: 'rule' };
    const rules = { moreThan: 1, perPersonPerHour: 1 };

    const first = await open(rule, 1, rules);
    const second = await open(rule, 1, rules);

    expect(first.approval).toBeUndefined();
    expect(second.approval?.state).toBe('pending');
  });
});
