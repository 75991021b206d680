import { type Collection, isFinal, type Package } from '../../src/domain/collection';
import type { Machine } from '../../src/domain/machine';
import type { Clock, Collections, NewCollection } from '../../src/ports';

/** Collections in memory, by the rules of the stored ones: once per request, a machine once at a time. */
export function memoryCollections(stored: Collection[], clock: Clock): Collections {
  const answers = new Map<string, Awaited<ReturnType<Collections['open']>>>();
  const find = (id: string) => stored.find((one) => one.id === id);
  const replace = (changed: Collection) => {
    stored[stored.findIndex(({ id }) => id === changed.id)] = changed;
    return changed;
  };
  return {
    async open(asked) {
      const before = answers.get(asked.requestId);
      const answer = before ?? divide(asked, stored, clock);
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
    async reopen(id, packageIds) {
      const collection = find(id)!;
      const packages = collection.packages.map((one) =>
        packageIds.includes(one.id) && !holderOf(one.machine, stored) ? anew(one) : one,
      );
      return replace({ ...collection, packages });
    },
    async follow(id, follower) {
      const collection = find(id)!;
      replace({ ...collection, followers: [...collection.followers, follower] });
    },
    async unfollow() {},
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
    async watched() {
      return [];
    },
  };
}

function holderOf(machine: Machine, stored: readonly Collection[]): Collection | undefined {
  return stored.find(({ packages }) =>
    packages.some((one) => one.machine.id === machine.id && !isFinal(one.state)),
  );
}

function anew({ endedAt: _ended, failure: _failure, ...rest }: Package): Package {
  return { ...rest, state: 'sending', attempt: rest.attempt + 1 };
}

function divide(asked: NewCollection, stored: readonly Collection[], clock: Clock) {
  const joined = asked.machines.flatMap((machine) => {
    const collection = holderOf(machine, stored);
    return collection ? [{ machine, collection }] : [];
  });
  const free = asked.machines.filter((machine) => !holderOf(machine, stored));
  if (free.length === 0) return { joined };
  const { requestId: _id, machines: _machines, ...rest } = asked;
  const id = `C-0000${stored.length + 1}`;
  const at = clock.now();
  const packages = free.map(
    (machine, index): Package => ({
      id: `${id}/${index + 1}`,
      collectionId: id,
      machine,
      state: 'sending',
      attempt: 1,
      startedAt: at,
      updatedAt: at,
    }),
  );
  return { collection: { ...rest, id, askedAt: at, packages, followers: [] }, joined };
}
