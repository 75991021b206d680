import type { Draft, DraftEnd } from '../../domain/draft';
import type { Drafts } from '../../ports';
import type { Database } from '../postgres/database';
import { toDate, toJson } from '../rows';
import { takeJobId } from './job-ids';

/** Drafts in PostgreSQL. */
export class StoredDrafts implements Drafts {
  constructor(private readonly db: Database) {}

  async keep(requestId: string, draft: Omit<Draft, 'id'>): Promise<Draft> {
    const before = await this.#of(requestId);
    if (before) return before;
    const kept = { ...draft, id: await takeJobId(this.db) };
    await this.db
      .insertInto('drafts')
      .values({
        id: kept.id,
        request_id: requestId,
        draft: toJson(kept),
        expires_at: kept.expiresAt,
      })
      .onConflict((other) => other.column('request_id').doNothing())
      .execute();
    return (await this.#of(requestId))!;
  }

  async #of(requestId: string): Promise<Draft | undefined> {
    const row = await this.db
      .selectFrom('drafts')
      .select('draft')
      .where('request_id', '=', requestId)
      .executeTakeFirst();
    return row && toDraft(row.draft);
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
