import { type Selectable, sql } from 'kysely';
import type { Approval } from '../../domain/approval';
import type { Person } from '../../domain/person';
import type { Approvals, Decision } from '../../ports';
import type { Database } from '../postgres/database';
import { orNull, present, toJson } from '../rows';
import type { ApprovalsTable } from '../tables';

/** Approvals in PostgreSQL; the first decision wins. */
export class StoredApprovals implements Approvals {
  constructor(private readonly db: Database) {}

  async get(collectionId: string): Promise<Approval | undefined> {
    const row = await this.db
      .selectFrom('approvals')
      .selectAll()
      .where('collection_id', '=', collectionId)
      .executeTakeFirst();
    return row && toApproval(row);
  }

  async decide(collectionId: string, { state, by, said }: Decision): Promise<Approval> {
    await this.db
      .updateTable('approvals')
      .set({
        state,
        decided_by: by ? toJson(by) : null,
        decided_at: sql<Date>`clock_timestamp()`,
        said: orNull(said),
      })
      .where('collection_id', '=', collectionId)
      .where('state', '=', 'pending')
      .execute();
    const decided = await this.get(collectionId);
    if (!decided) throw new Error(`${collectionId} waits for nobody's approval`);
    return decided;
  }
}

export function toApproval(row: Selectable<ApprovalsTable>): Approval {
  return {
    ...present({
      decidedBy: row.decided_by as Person | null,
      decidedAt: row.decided_at,
      said: row.said,
    }),
    collectionId: row.collection_id,
    state: row.state,
    by: row.by_role,
    because: row.because as Approval['because'],
    packageIds: row.package_ids as string[],
    hash: row.hash,
    askedAt: row.asked_at,
    expiresAt: row.expires_at,
  };
}
