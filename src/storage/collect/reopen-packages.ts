import { sql, type Transaction } from 'kysely';
import type { Reopening } from '../../ports';
import { toJson } from '../rows';
import type { Tables } from '../tables';
import { countRequest, recentRequests } from './machine-requests';
import { takeOpeningLock } from './open-collection';
import { finalStates } from './read-collections';

/** Reopens the packages of a collection that may be tried again, and counts their machines. */
export async function reopenPackages(
  tx: Transaction<Tables>,
  collectionId: string,
  { requestId, requester, packages, admission }: Reopening,
): Promise<void> {
  await takeOpeningLock(tx);
  const open = await reopenable(tx, collectionId, packages);
  if (open.length === 0) return;
  const recent = await recentRequests(tx, requester.id, admission);
  const machines = open.map(({ machine }) => machine);
  admission.assertLimit(machines.length, recent);
  const approval = admission.approvalFor(machines, recent);
  const counted = { id: requestId, personId: requester.id, ...admission };
  await countRequest(tx, counted, machines.length, approval);
  for (const { id, machine } of open)
    await tx
      .updateTable('packages')
      .set({ ...asNew, machine: toJson(machine), attempt: sql<number>`attempt + 1` })
      .where('id', '=', id)
      .execute();
}

async function reopenable(
  tx: Transaction<Tables>,
  collectionId: string,
  packages: Reopening['packages'],
): Promise<Reopening['packages']> {
  if (packages.length === 0) return [];
  const rows = await tx
    .selectFrom('packages as p')
    .select('p.id')
    .where(
      'p.id',
      'in',
      packages.map(({ id }) => id),
    )
    .where('p.collection_id', '=', collectionId)
    .where('p.state', 'in', ['failed', 'cancelled', 'stopped-waiting'])
    .where(({ exists, not, selectFrom }) =>
      not(
        exists(
          selectFrom('packages as other')
            .select('other.id')
            .whereRef('other.machine_id', '=', 'p.machine_id')
            .where('other.state', 'not in', finalStates),
        ),
      ),
    )
    .execute();
  const ids = new Set(rows.map(({ id }) => id));
  return packages.filter(({ id }) => ids.has(id));
}

/** The columns of a new attempt. */
const asNew = {
  state: 'sending',
  started_at: sql<Date>`clock_timestamp()`,
  updated_at: sql<Date>`clock_timestamp()`,
  asked_defender_at: null,
  action_id: null,
  adopted_from: null,
  ended_at: null,
  last_checked_at: null,
  link_at: null,
  hindrance: null,
  stored: null,
  failure: null,
  cancelled_by: null,
} as const;
