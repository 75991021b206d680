import type { Kysely } from 'kysely';
import { type Collection, isFinal, type State, stateWords } from '../../domain/collection';
import type { Collections } from '../../ports';
import type { Tables } from '../tables';
import { toApproval } from './approvals';
import { toCollection, toFollower, toPackage } from './collection-rows';

const states = Object.keys(stateWords) as State[];
export const finalStates = states.filter(isFinal);
/** States in which Defender's action may still change; the action poller reads these. */
export const watchedStates: readonly State[] = [
  'sending',
  'queued',
  'waiting-for-machine',
  'collecting',
];

/** Reads whole collections in the order of the ids; unknown ids are skipped. */
export async function readCollections(
  db: Kysely<Tables>,
  ids: readonly string[],
): Promise<Collection[]> {
  if (ids.length === 0) return [];
  const [rows, packages, followers, approvals] = await Promise.all([
    db.selectFrom('collections').selectAll().where('id', 'in', ids).execute(),
    db
      .selectFrom('packages')
      .selectAll()
      .where('collection_id', 'in', ids)
      .orderBy('number')
      .execute(),
    db
      .selectFrom('followers')
      .selectAll()
      .where('collection_id', 'in', ids)
      .orderBy('since')
      .execute(),
    db.selectFrom('approvals').selectAll().where('collection_id', 'in', ids).execute(),
  ]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    if (!row) return [];
    const ours = ({ collection_id }: { collection_id: string }) => collection_id === id;
    const approval = approvals.find(ours);
    return toCollection(row, {
      packages: packages.filter(ours).map(toPackage),
      followers: followers.filter(ours).map(toFollower),
      ...(approval && { approval: toApproval(approval) }),
    });
  });
}

/** Finds the ids of matching collections, newest first. */
export async function findCollections(
  db: Kysely<Tables>,
  { askedBy, machineId, open, most }: Parameters<Collections['list']>[0],
): Promise<string[]> {
  let query = db.selectFrom('collections as c').select('c.id');
  if (askedBy !== undefined) query = query.where('c.asked_by_id', '=', askedBy);
  if (machineId !== undefined)
    query = query.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('packages as p')
          .select('p.id')
          .whereRef('p.collection_id', '=', 'c.id')
          .where('p.machine_id', '=', machineId),
      ),
    );
  if (open !== undefined)
    query = query.where(({ exists, not, selectFrom }) => {
      const running = exists(
        selectFrom('packages as p')
          .select('p.id')
          .whereRef('p.collection_id', '=', 'c.id')
          .where('p.state', 'not in', finalStates),
      );
      return open ? running : not(running);
    });
  const rows = await query.orderBy('c.asked_at', 'desc').orderBy('c.id').limit(most).execute();
  return rows.map(({ id }) => id);
}
