import type { Hindrance } from '../../domain/retry-state';
import type { KeptEnd, KeptRequest } from '../../domain/pending-request';
import type { KeptRequests } from '../../ports';
import type { Database } from '../postgres/database';
import { takeJobId } from './job-ids';
import { takeRequestLock } from './request-lock';
import { toDate, toJson } from '../rows';

/** Requests that wait for Defender, in the database. */
export class StoredKeptRequests implements KeptRequests {
  constructor(private readonly db: Database) {}

  async keep(requestId: string, request: Omit<KeptRequest, 'id'>): Promise<KeptRequest> {
    return this.db.transaction().execute(async (tx) => {
      await takeRequestLock(tx, requestId);
      const before = await tx
        .selectFrom('kept_requests')
        .select('request')
        .where('request_id', '=', requestId)
        .executeTakeFirst();
      if (before) return toKept(before.request);

      const kept = { ...request, id: await takeJobId(tx) };
      await tx
        .insertInto('kept_requests')
        .values({
          id: kept.id,
          request_id: requestId,
          asked_by_id: kept.askedBy.id,
          request: toJson(kept),
        })
        .execute();
      return kept;
    });
  }

  get(id: string): Promise<KeptRequest | undefined> {
    return this.one('id', id);
  }

  of(requestId: string): Promise<KeptRequest | undefined> {
    return this.one('request_id', requestId);
  }

  hinder(id: string, hindrance: Hindrance): Promise<KeptRequest> {
    return this.change(id, { hindrance });
  }

  end(id: string, end: KeptEnd): Promise<KeptRequest> {
    return this.change(id, { end });
  }

  async waiting(askedBy?: string): Promise<KeptRequest[]> {
    let query = this.db
      .selectFrom('kept_requests')
      .select('request')
      .where('ended_at', 'is', null)
      .orderBy('made_at', 'desc')
      .orderBy('id');
    if (askedBy) query = query.where('asked_by_id', '=', askedBy);
    return (await query.execute()).map(({ request }) => toKept(request));
  }

  private async one(by: 'id' | 'request_id', value: string): Promise<KeptRequest | undefined> {
    const row = await this.db
      .selectFrom('kept_requests')
      .select('request')
      .where(by, '=', value)
      .executeTakeFirst();
    return row && toKept(row.request);
  }

  /** One that has ended stays as it is. */
  private async change(id: string, change: Partial<KeptRequest>): Promise<KeptRequest> {
    return this.db.transaction().execute(async (tx) => {
      const row = await tx
        .selectFrom('kept_requests')
        .select('request')
        .where('id', '=', id)
        .forUpdate()
        .executeTakeFirstOrThrow();
      const before = toKept(row.request);
      if (before.end) return before;
      const after = { ...before, ...change };
      await tx
        .updateTable('kept_requests')
        .set({ request: toJson(after), ended_at: after.end?.at ?? null })
        .where('id', '=', id)
        .execute();
      return after;
    });
  }
}

function toKept(json: object): KeptRequest {
  const kept = json as KeptRequest;
  const { askedAt, end, hindrance } = kept;
  return {
    ...kept,
    askedAt: toDate(askedAt),
    hindrance: {
      ...hindrance,
      since: toDate(hindrance.since),
      nextTry: toDate(hindrance.nextTry),
    },
    ...(end && { end: { ...end, at: toDate(end.at) } }),
  };
}
