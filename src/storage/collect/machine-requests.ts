import { type Kysely, sql, type Transaction } from 'kysely';
import type { MachineRequest } from '../../domain/admission';
import type { NewApproval } from '../../domain/approval';
import type { Tables } from '../tables';

interface Span {
  readonly windowMs: number;
  /** The request itself, where its machines were reserved before. */
  readonly exceptId?: string | undefined;
}

/** Reads what a person requested within the window, by the database's clock, oldest first. */
export async function recentRequests(
  db: Kysely<Tables> | Transaction<Tables>,
  personId: string,
  { windowMs, exceptId }: Span,
): Promise<MachineRequest[]> {
  let query = db
    .selectFrom('machine_requests')
    .select(['requested_at as at', 'machines', 'unapproved'])
    .where('person_id', '=', personId)
    .where('requested_at', '>', windowStart(windowMs))
    .orderBy('requested_at');
  if (exceptId !== undefined) query = query.where('id', '!=', exceptId);
  return query.execute();
}

/** Counts a request once per id, replacing its reservation, and forgets what has left the window. */
export async function countRequest(
  tx: Transaction<Tables>,
  { id, personId, windowMs }: { id: string; personId: string; windowMs: number },
  machines: number,
  approval?: Pick<NewApproval, 'machineIds'>,
): Promise<void> {
  const counted = {
    machines,
    unapproved: machines - (approval?.machineIds.length ?? 0),
    requested_at: sql<Date>`clock_timestamp()`,
  };
  await tx
    .deleteFrom('machine_requests')
    .where('person_id', '=', personId)
    .where('requested_at', '<=', windowStart(windowMs))
    .execute();
  await tx
    .insertInto('machine_requests')
    .values({ id, person_id: personId, ...counted })
    .onConflict((again) => again.column('id').doUpdateSet(counted))
    .execute();
}

function windowStart(windowMs: number) {
  return sql<Date>`clock_timestamp() - ${windowMs} * interval '1 millisecond'`;
}
