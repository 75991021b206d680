import { sql, type Transaction } from 'kysely';
import { hashOf, type NewApproval } from '../../domain/approval';
import type { Machine } from '../../domain/machine';
import type { NewCollection } from '../../ports';
import type { Database } from '../postgres/database';
import { orNull, toJson } from '../rows';
import type { Tables } from '../tables';
import { toMachine } from './collection-rows';
import { takeJobId } from './job-ids';
import { countRequest, recentRequests } from './machine-requests';
import { finalStates } from './read-collections';

/** A collection for the free machines, and the collections that cover the others. */
export interface Opened {
  readonly collectionId?: string;
  readonly joined: readonly { readonly machine: Machine; readonly collectionId: string }[];
}

/**
 * Serialises openings across replicas: of two requests for one machine in the same second, one
 * opens the collection and the other joins it. Held until the transaction ends.
 */
export async function takeOpeningLock(tx: Transaction<Tables>): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('bailiff opens a collection', 0))`.execute(
    tx,
  );
}

export async function openCollection(db: Database, request: NewCollection): Promise<Opened> {
  return db.transaction().execute(async (tx) => {
    await takeOpeningLock(tx);
    const before = await earlierAnswer(tx, request.requestId);
    if (before) return before;

    const opened = await divide(tx, request);
    await tx
      .insertInto('collection_requests')
      .values({
        request_id: request.requestId,
        collection_id: opened.collectionId ?? null,
        joined: toJson(opened.joined),
      })
      .execute();
    return opened;
  });
}

async function earlierAnswer(
  tx: Transaction<Tables>,
  requestId: string,
): Promise<Opened | undefined> {
  const row = await tx
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

async function divide(tx: Transaction<Tables>, request: NewCollection): Promise<Opened> {
  const machines = [...new Map(request.machines.map((one) => [one.id, one])).values()];
  const assignees = await runningFor(
    tx,
    machines.map(({ id }) => id),
  );
  const free = machines.filter(({ id }) => !assignees.has(id));
  const joined = machines.flatMap((machine) => {
    const collectionId = assignees.get(machine.id);
    return collectionId ? { machine, collectionId } : [];
  });
  if (free.length === 0) return { joined };
  return { collectionId: await insert(tx, { request, machines: free }), joined };
}

async function runningFor(
  tx: Transaction<Tables>,
  machineIds: readonly string[],
): Promise<Map<string, string>> {
  if (machineIds.length === 0) return new Map();
  const rows = await tx
    .selectFrom('packages')
    .select(['machine_id', 'collection_id'])
    .where('machine_id', 'in', machineIds)
    .where('state', 'not in', finalStates)
    .execute();
  return new Map(rows.map((row) => [row.machine_id, row.collection_id]));
}

async function insert(
  tx: Transaction<Tables>,
  { request, machines }: { request: NewCollection; machines: readonly Machine[] },
): Promise<string> {
  const { admission, askedBy } = request;
  const others = await recentRequests(tx, askedBy.id, { ...admission, exceptId: request.id });
  admission.assertLimit(machines.length, others);
  const approval = admission.approvalFor(machines, others);
  const id = request.id ?? (await takeJobId(tx));
  await countRequest(tx, { id, personId: askedBy.id, ...admission }, machines.length, approval);
  await tx
    .insertInto('collections')
    .values({
      id,
      asked_by_id: askedBy.id,
      asked_by: toJson(askedBy),
      place: toJson(request.place),
      reason: orNull(request.reason),
      incident: orNull(request.incident),
      ticket: orNull(request.ticket),
    })
    .execute();
  const waits = new Set(approval?.machineIds);
  const packages = machines.map((machine, at) => ({
    id: `${id}/${at + 1}`,
    collection_id: id,
    number: at + 1,
    machine_id: machine.id,
    machine: toJson(machine),
    state: waits.has(machine.id) ? ('waiting-for-approval' as const) : ('sending' as const),
  }));
  await tx.insertInto('packages').values(packages).execute();
  const waiting = packages.filter(({ state }) => state === 'waiting-for-approval');
  if (approval && waiting.length > 0) await freeze(tx, id, approval, waiting);
  return id;
}

/** Freezes the list: an approval covers these machines and no others. */
async function freeze(
  tx: Transaction<Tables>,
  collectionId: string,
  { by, because, askedAt, expiresAt }: NewApproval,
  waiting: readonly { readonly id: string; readonly machine_id: string }[],
): Promise<void> {
  await tx
    .insertInto('approvals')
    .values({
      collection_id: collectionId,
      by_role: by,
      because: toJson(because),
      package_ids: toJson(waiting.map(({ id }) => id)),
      hash: hashOf(waiting.map((one) => ({ id: one.id, machineId: one.machine_id }))),
      asked_at: askedAt,
      expires_at: expiresAt,
    })
    .execute();
}
