import { hashOf } from '../../domain/approval';
import type { Machine } from '../../domain/machine';
import type { NewApproval, NewCollection } from '../../ports';
import type { Database } from '../postgres/database';
import { retryOnConflict } from '../postgres/retry-on-conflict';
import { orNull, toJson } from '../rows';
import { toMachine } from './collection-rows';
import { takeJobId } from './job-ids';
import { finalStates } from './read-collections';

/** The result of opening: a collection for the free machines, and the collections of the others. */
export interface Opened {
  readonly collectionId?: string;
  readonly joined: readonly { readonly machine: Machine; readonly collectionId: string }[];
}

/**
 * Opens a collection for the machines that no other collection is busy with. Reads first and then
 * writes everything in one statement, so that no lock outlives a round trip: the unique key on the
 * running packages refuses a machine that another request took meanwhile, and the work starts over.
 */
export function openCollection(db: Database, request: NewCollection): Promise<Opened> {
  return retryOnConflict(async () => {
    const before = await earlierAnswer(db, request.requestId);
    if (before) return before;
    const { free, joined } = await divide(db, request.machines);
    if (free.length === 0) {
      await db.insertInto('collection_requests').values(asRequest(request, { joined })).execute();
      return { joined };
    }
    const opened = { collectionId: request.id ?? (await takeJobId(db)), joined };
    await insert(db, request, { ...opened, free });
    return opened;
  });
}

function asRequest({ requestId }: NewCollection, { collectionId, joined }: Opened) {
  return {
    request_id: requestId,
    collection_id: collectionId ?? null,
    joined: toJson(joined),
  };
}

async function earlierAnswer(db: Database, requestId: string): Promise<Opened | undefined> {
  const row = await db
    .selectFrom('collection_requests')
    .select(['collection_id', 'joined'])
    .where('request_id', '=', requestId)
    .executeTakeFirst();
  if (!row) return undefined;
  const joined = (row.joined as Opened['joined']).map((one) => ({
    ...one,
    machine: toMachine(one.machine),
  }));
  return { joined, ...(row.collection_id !== null && { collectionId: row.collection_id }) };
}

async function divide(db: Database, wanted: readonly Machine[]) {
  const machines = [...new Map(wanted.map((one) => [one.id, one])).values()];
  const busy = await runningFor(
    db,
    machines.map(({ id }) => id),
  );
  const free = machines.filter(({ id }) => !busy.has(id));
  const joined = machines.flatMap((machine) => {
    const collectionId = busy.get(machine.id);
    return collectionId ? { machine, collectionId } : [];
  });
  return { free, joined };
}

async function runningFor(
  db: Database,
  machineIds: readonly string[],
): Promise<Map<string, string>> {
  if (machineIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('packages')
    .select(['machine_id', 'collection_id'])
    .where('machine_id', 'in', machineIds)
    .where('state', 'not in', finalStates)
    .execute();
  return new Map(rows.map((row) => [row.machine_id, row.collection_id]));
}

async function insert(
  db: Database,
  request: NewCollection,
  {
    free,
    ...opened
  }: Opened & { readonly collectionId: string; readonly free: readonly Machine[] },
): Promise<void> {
  const { collectionId: id } = opened;
  const waits = new Set(request.approval?.machineIds);
  const packages = free.map((machine, at) => ({
    id: `${id}/${at + 1}`,
    collection_id: id,
    number: at + 1,
    machine_id: machine.id,
    machine: toJson(machine),
    state: waits.has(machine.id) ? ('waiting-for-approval' as const) : ('sending' as const),
  }));
  const inserted = db
    .with('request', (with_) =>
      with_
        .insertInto('collection_requests')
        .values(asRequest(request, opened))
        .returning('request_id'),
    )
    .with('collection', (with_) =>
      with_
        .insertInto('collections')
        .values({
          id,
          asked_by_id: request.askedBy.id,
          asked_by: toJson(request.askedBy),
          place: toJson(request.place),
          reason: orNull(request.reason),
          incident: orNull(request.incident),
          ticket: orNull(request.ticket),
        })
        .returning('id'),
    )
    // One order for all, so that two requests for the same machines can't deadlock.
    .with('package', (with_) =>
      with_
        .insertInto('packages')
        .values(packages.toSorted((one, other) => (one.machine_id < other.machine_id ? -1 : 1)))
        .returning('id'),
    );
  const waiting = packages.filter(({ state }) => state === 'waiting-for-approval');
  const { approval } = request;
  await (approval && waiting.length > 0
    ? inserted.with('approval', (with_) =>
        with_
          .insertInto('approvals')
          .values(frozen(id, approval, waiting))
          .returning('collection_id'),
      )
    : inserted
  )
    .selectFrom('request')
    .select('request_id')
    .execute();
}

/** The approval covers exactly these machines: the hash of the list never changes afterwards. */
function frozen(
  collectionId: string,
  { by, because, askedAt, expiresAt }: NewApproval,
  waiting: readonly { readonly id: string; readonly machine_id: string }[],
) {
  return {
    collection_id: collectionId,
    by_role: by,
    because: toJson(because),
    package_ids: toJson(waiting.map(({ id }) => id)),
    hash: hashOf(waiting.map((one) => ({ id: one.id, machineId: one.machine_id }))),
    asked_at: askedAt,
    expires_at: expiresAt,
  };
}
