import type { Draft, DraftEnd } from '../../domain/draft';
import type { Drafts } from '../../ports';
import type { Database } from '../postgres/database';
import { toDate, toJson } from '../rows';
import { takeJobId } from './job-ids';
import { takeRequestLock } from './request-lock';

/** Drafts in PostgreSQL. */
export class StoredDrafts implements Drafts {
  constructor(private readonly db: Database) {}

  async keep(requestId: string, draft: Omit<Draft, 'id'>): Promise<Draft> {
    return this.db.transaction().execute(async (tx) => {
      await takeRequestLock(tx, requestId);
      const before = await tx
        .selectFrom('drafts')
        .select('draft')
        .where('request_id', '=', requestId)
        .executeTakeFirst();
      if (before) return toDraft(before.draft);

      const stored = { ...draft, id: await takeJobId(tx) };
      await tx
        .insertInto('drafts')
        .values({
          id: stored.id,
          request_id: requestId,
          draft: toJson(stored),
          expires_at: stored.expiresAt,
        })
        .execute();
      return stored;
    });
  }

  async get(id: string): Promise<Draft | undefined> {
    const row = await this.db
      .selectFrom('drafts')
      .select('draft')
      .where('id', '=', id)
      .executeTakeFirst();
    return row && toDraft(row.draft);
  }

  async end(id: string, end: DraftEnd): Promise<Draft> {
    return this.db.transaction().execute(async (tx) => {
      const row = await tx
        .selectFrom('drafts')
        .select('draft')
        .where('id', '=', id)
        .forUpdate()
        .executeTakeFirstOrThrow();
      const before = toDraft(row.draft);
      if (before.end) return before;
      const after = { ...before, end };
      await tx
        .updateTable('drafts')
        .set({ draft: toJson(after) })
        .where('id', '=', id)
        .execute();
      return after;
    });
  }
}

function toDraft(json: object): Draft {
  const draft = json as Draft;
  const { end, expiresAt } = draft;
  return {
    ...draft,
    expiresAt: toDate(expiresAt),
    ...(end && { end: { ...end, at: toDate(end.at) } }),
  };
}
