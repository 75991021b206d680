import type { Selectable } from 'kysely';
import type { Approval } from '../../domain/approval';
import type {
  Collection,
  Download,
  Follower,
  Package,
  StoredPackage,
} from '../../domain/collection';
import type { Machine } from '../../domain/machine';
import type { Person } from '../../domain/person';
import type { Place } from '../../domain/place';
import type { RetryState } from '../../domain/retry-state';
import type { PackageChange } from '../../ports';
import { present, storable, toDate, toJson } from '../rows';
import type { CollectionsTable, PackagesTable, Tables } from '../tables';

// This folder wrote the jsonb columns from these types; only dates need parsing.

export function toMachine(json: object): Machine {
  const machine = json as Machine;
  return machine.lastSeen ? { ...machine, lastSeen: toDate(machine.lastSeen) } : machine;
}

export function toCollection(
  row: Selectable<CollectionsTable>,
  parts: {
    packages: readonly Package[];
    followers: readonly Follower[];
    approval?: Approval;
  },
): Collection {
  return {
    ...present({ reason: row.reason, incident: row.incident, ticket: row.ticket }),
    id: row.id,
    askedBy: row.asked_by as Person,
    askedAt: row.asked_at,
    place: row.place as Place,
    ...parts,
  };
}

export function toFollower(row: Selectable<Tables['followers']>): Follower {
  return { person: row.person as Person, place: row.place as Place };
}

export function toPackage(row: Selectable<PackagesTable>): Package {
  return {
    ...present({
      askedDefenderAt: row.asked_defender_at,
      actionId: row.action_id,
      adoptedFrom: row.adopted_from,
      endedAt: row.ended_at,
      lastCheckedAt: row.last_checked_at,
      linkAt: row.link_at,
      retryState: row.hindrance && toRetryState(row.hindrance),
      stored: row.stored && toStored(row.stored),
      failure: row.failure as Package['failure'] | null,
      cancelledBy: row.cancelled_by as Person | null,
    }),
    id: row.id,
    collectionId: row.collection_id,
    machine: toMachine(row.machine),
    state: row.state,
    attempt: row.attempt,
    startedAt: row.started_at,
    updatedAt: row.updated_at,
    ...downloadsOf(row.downloads),
  };
}

function downloadsOf(json: object): Pick<Package, 'downloads'> {
  const found = json as readonly Download[];
  if (found.length === 0) return {};
  return { downloads: found.map(({ by, at }) => ({ by, at: toDate(at) })) };
}

function toRetryState(json: object): RetryState {
  const stored = json as RetryState;
  return { ...stored, since: toDate(stored.since), nextTry: toDate(stored.nextTry) };
}

function toStored(json: object): StoredPackage {
  const stored = json as StoredPackage;
  const { removedAt } = stored;
  return {
    ...stored,
    storedAt: toDate(stored.storedAt),
    ...(removedAt && { removedAt: toDate(removedAt) }),
  };
}

/** Maps a change to columns: undefined leaves a column, `null` clears it. */
export function toColumns(change: PackageChange) {
  const json = (value: object | null | undefined) => value && toJson(value);
  const columns = {
    state: change.state,
    attempt: change.attempt,
    asked_defender_at: change.askedDefenderAt,
    action_id: change.actionId,
    adopted_from: change.adoptedFrom && storable(change.adoptedFrom),
    started_at: change.startedAt,
    ended_at: change.endedAt,
    last_checked_at: change.lastCheckedAt,
    link_at: change.linkAt,
    hindrance: json(change.retryState),
    stored: json(change.stored),
    failure: json(change.failure),
    cancelled_by: json(change.cancelledBy),
  };
  return columns;
}
