import type { Collection, Package } from '../../src/domain/collection';
import type { Machine } from '../../src/domain/machine';
import type { PendingRequest } from '../../src/domain/pending-request';
import type { Person } from '../../src/domain/person';
import type { Place } from '../../src/domain/place';

export const mia: Person = { id: 'u-mia', name: 'Mia Chen' };
export const omar: Person = { id: 'u-omar', name: 'Omar Haddad' };
export const dana: Person = { id: 'u-dana', name: 'Dana Reyes' };
export const thread: Place = {
  conversationId: '19:soc@thread.tacv2;messageid=17',
  kind: 'channel',
};

/** A machine id that ends with the number. */
export function machineId(number: number): string {
  return number.toString(16).padStart(40, 'a');
}

let numbered = 0;

export function aMachine(facts: Partial<Machine> = {}): Machine {
  numbered += 1;
  return {
    id: machineId(numbered),
    name: `ws-${String(numbered).padStart(4, '0')}.contoso.com`,
    os: 'Windows11',
    health: 'Active',
    onboarding: 'Onboarded',
    lastSeen: new Date('2026-11-20T09:58:00Z'),
    tags: [],
    excluded: false,
    ...facts,
  };
}

export function aPackage(facts: Partial<Package> = {}): Package {
  return {
    id: 'C-7F3K2/1',
    collectionId: 'C-7F3K2',
    machine: aMachine(),
    state: 'collecting',
    attempt: 1,
    startedAt: new Date('2026-11-20T09:50:00Z'),
    updatedAt: new Date('2026-11-20T09:55:00Z'),
    ...facts,
  };
}

export function aCollection(facts: Partial<Collection> = {}): Collection {
  const id = facts.id ?? 'C-7F3K2';
  return {
    id,
    askedBy: mia,
    askedAt: new Date('2026-11-20T09:50:00Z'),
    place: thread,
    reason: 'lsass alert',
    packages: [aPackage({ id: `${id}/1`, collectionId: id })],
    followers: [],
    ...facts,
  };
}

/** Mia's request while Defender could not identify the machine. */
export function aPendingRequest(
  facts: Partial<Omit<PendingRequest, 'id'>> = {},
): Omit<PendingRequest, 'id'> {
  const askedAt = new Date('2026-11-20T09:50:00Z');
  return {
    askedBy: mia,
    askedAt,
    place: thread,
    about: { machines: ['ws-042'], reason: 'lsass alert' },
    retryState: {
      ...{ kind: 'unreachable', since: askedAt, tries: 1 },
      nextTry: new Date(askedAt.getTime() + 15_000),
    },
    ...facts,
  };
}
