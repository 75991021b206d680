import type { MachineRequest } from '../../src/domain/admission';
import { type Approval, hashOf } from '../../src/domain/approval';
import { type Collection, isFinal, type Package } from '../../src/domain/collection';
import type { Machine } from '../../src/domain/machine';
import type { Approvals, Clock, Collections, NewCollection } from '../../src/ports';

/**
 * Collections in memory, with the rules of the stored ones: once per request, a machine once at a
 * time.
 */
export function memoryCollections(stored: Collection[], clock: Clock): Collections {
  const answers = new Map<string, Awaited<ReturnType<Collections['open']>>>();
  const find = (id: string) => stored.find((one) => one.id === id);
  const replace = (changed: Collection) => {
    stored[stored.findIndex(({ id }) => id === changed.id)] = changed;
    return changed;
  };
  const retried: (MachineRequest & { readonly personId: string })[] = [];
  const recentOf = (personId: string, windowMs: number): MachineRequest[] => {
    const opened = stored
      .filter(({ askedBy }) => askedBy.id === personId)
      .map(({ approval, askedAt, packages }) => ({
        at: askedAt,
        machines: packages.length,
        unapproved: packages.length - (approval?.packageIds.length ?? 0),
      }));
    const own = retried.filter((one) => one.personId === personId);
    const start = clock.now().getTime() - windowMs;
    return [...opened, ...own].filter(({ at }) => at.getTime() > start);
  };
  return {
    async open(asked) {
      const before = answers.get(asked.requestId);
      const recent = recentOf(asked.askedBy.id, asked.admission.windowMs);
      const answer = before ?? divide(asked, stored, { clock, recent });
      if (!before && answer.collection) stored.push(answer.collection);
      answers.set(asked.requestId, answer);
      return answer;
    },
    async get(id) {
      return find(id);
    },
    async ofPackage(packageId) {
      const collection = find(packageId.split('/')[0]!);
      const found = collection?.packages.find(({ id }) => id === packageId);
      return collection && found && { collection, package: found };
    },
    async change() {
      throw new Error('stories change packages, commands do not');
    },
    async reopen(id, { admission, packages: wanted, requester }) {
      const collection = find(id)!;
      const free = wanted.filter(({ machine }) => !assigneeOf(machine, stored));
      const machines = free.map(({ machine }) => machine);
      if (machines.length === 0) return collection;
      const recent = recentOf(requester.id, admission.windowMs);
      admission.assertLimit(machines.length, recent);
      admission.approvalFor(machines, recent);
      retried.push({
        personId: requester.id,
        at: clock.now(),
        machines: machines.length,
        unapproved: 0,
      });
      const packages = collection.packages.map((one) => {
        const again = free.find((each) => each.id === one.id);
        return again ? anew({ ...one, machine: again.machine }) : one;
      });
      return replace({ ...collection, packages });
    },
    async requestedBy(personId, windowMs) {
      return recentOf(personId, windowMs);
    },
    async follow(id, follower) {
      const collection = find(id)!;
      replace({ ...collection, followers: [...collection.followers, follower] });
    },
    async unfollow(id, personId) {
      const collection = find(id)!;
      const followers = collection.followers.filter(({ person }) => person.id !== personId);
      replace({ ...collection, followers });
    },
    async list({ askedBy, machineId, open, most }) {
      return stored
        .filter((one) => !askedBy || one.askedBy.id === askedBy)
        .filter(({ packages }) =>
          packages.some(
            ({ machine, state }) =>
              (!machineId || machine.id === machineId) && (!open || !isFinal(state)),
          ),
        )
        .toSorted((a, b) => b.askedAt.getTime() - a.askedAt.getTime())
        .slice(0, most);
    },
    async noteDownload(packageId, download) {
      const collection = find(packageId.split('/')[0]!)!;
      const packages = collection.packages.map((one) =>
        one.id === packageId ? { ...one, downloads: [...(one.downloads ?? []), download] } : one,
      );
      return replace({ ...collection, packages });
    },
    async noteTold(packageId, attempt, told) {
      const collection = find(packageId.split('/')[0]!)!;
      const isMeant = ({ id, attempt: tried, state }: Package) =>
        id === packageId && tried === attempt && state === 'failed';
      if (!collection.packages.some(isMeant)) return undefined;
      const packages = collection.packages.map((one) =>
        isMeant(one) ? { ...one, failure: { cause: '', tried: [], ...one.failure, told } } : one,
      );
      return replace({ ...collection, packages });
    },
    async watched() {
      return [];
    },
    async readySince(machineIds, since) {
      return stored
        .flatMap(({ packages }) => packages)
        .filter(({ machine, state }) => state === 'ready' && machineIds.includes(machine.id))
        .filter(({ endedAt, updatedAt }) => (endedAt ?? updatedAt) >= since);
    },
  };
}

function assigneeOf(machine: Machine, stored: readonly Collection[]): Collection | undefined {
  return stored.find(({ packages }) =>
    packages.some((one) => one.machine.id === machine.id && !isFinal(one.state)),
  );
}

function anew({ endedAt: _ended, failure: _failure, ...rest }: Package): Package {
  return { ...rest, state: 'sending', attempt: rest.attempt + 1 };
}

function divide(
  asked: NewCollection,
  stored: readonly Collection[],
  { clock, recent }: { readonly clock: Clock; readonly recent: readonly MachineRequest[] },
) {
  const joined = asked.machines.flatMap((machine) => {
    const collection = assigneeOf(machine, stored);
    return collection ? [{ machine, collection }] : [];
  });
  const free = asked.machines.filter((machine) => !assigneeOf(machine, stored));
  if (free.length === 0) return { joined };
  const { requestId: _id, machines: _machines, admission, ...rest } = asked;
  admission.assertLimit(free.length, recent);
  const wanted = admission.approvalFor(free, recent);
  const id = asked.id ?? `C-0000${stored.length + 1}`;
  const at = clock.now();
  const packages = free.map(
    (machine, index): Package => ({
      id: `${id}/${index + 1}`,
      collectionId: id,
      machine,
      state: wanted?.machineIds.includes(machine.id) ? 'waiting-for-approval' : 'sending',
      attempt: 1,
      startedAt: at,
      updatedAt: at,
    }),
  );
  const collection: Collection = { ...rest, id, askedAt: at, packages, followers: [] };
  const waiting = packages.filter(({ state }) => state === 'waiting-for-approval');
  if (!wanted || waiting.length === 0) return { collection, joined };
  const approval: Approval = {
    collectionId: id,
    state: 'pending',
    by: wanted.by,
    because: wanted.because,
    packageIds: waiting.map((one) => one.id),
    hash: hashOf(waiting.map((one) => ({ id: one.id, machineId: one.machine.id }))),
    askedAt: at,
    expiresAt: wanted.expiresAt,
  };
  return { collection: { ...collection, approval }, joined };
}

/** Approvals of these collections; the first decision wins. */
export function memoryApprovals(stored: Collection[], clock: Clock): Approvals {
  const of = (id: string) => stored.find((one) => one.id === id);
  return {
    get: async (id) => of(id)?.approval,
    async decide(id, { state, by, said }) {
      const collection = of(id);
      const approval = collection?.approval;
      if (!collection || !approval) throw new Error(`${id} waits for no approval`);
      if (approval.state !== 'pending') return approval;
      const who = { ...(by && { decidedBy: by }), ...(said && { said }) };
      const decided = { ...approval, state, decidedAt: clock.now(), ...who };
      stored[stored.indexOf(collection)] = { ...collection, approval: decided };
      return decided;
    },
  };
}
