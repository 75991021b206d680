import type { PendingRequest, PendingRequestEnd } from '../../domain/pending-request';
import type { RetryState } from '../../domain/retry-state';
import type { PendingRequests } from '../../ports';
import type { Database } from '../postgres/database';
import { toDate, toJson } from '../rows';
import { takeJobId } from './job-ids';
import { countRequest, recentRequests } from './machine-requests';
import { takeOpeningLock } from './open-collection';
import { takeRequestLock } from './request-lock';

/** Pending requests in PostgreSQL. */
export class StoredPendingRequests implements PendingRequests {
  constructor(private readonly db: Database) {}

  async keep(
    requestId: string,
    request: Omit<PendingRequest, 'id'>,
    reservation: Parameters<PendingRequests['keep']>[2],
  ): Promise<PendingRequest> {
    return this.db.transaction().execute(async (tx) => {
      await takeRequestLock(tx, requestId);
      const before = await tx
        .selectFrom('kept_requests')
        .select('request')
        .where('request_id', '=', requestId)
        .executeTakeFirst();
      if (before) return toPendingRequest(before.request);

      await takeOpeningLock(tx);
      const personId = request.askedBy.id;
      const { machines, windowMs } = reservation;
      reservation.assertLimit(machines, await recentRequests(tx, personId, reservation));
      const stored = { ...request, id: await takeJobId(tx) };
      await countRequest(tx, { id: stored.id, personId, windowMs }, machines);
      await tx
        .insertInto('kept_requests')
        .values({
          id: stored.id,
          request_id: requestId,
          asked_by_id: stored.askedBy.id,
          request: toJson(asStored(stored)),
        })
        .execute();
      return stored;
    });
  }

  get(id: string): Promise<PendingRequest | undefined> {
    return this.one('id', id);
  }

  of(requestId: string): Promise<PendingRequest | undefined> {
    return this.one('request_id', requestId);
  }

  hinder(id: string, retryState: RetryState): Promise<PendingRequest> {
    return this.change(id, { retryState });
  }

  end(id: string, end: PendingRequestEnd): Promise<PendingRequest> {
    return this.change(id, { end });
  }

  async waiting(askedBy?: string): Promise<PendingRequest[]> {
    let query = this.db
      .selectFrom('kept_requests')
      .select('request')
      .where('ended_at', 'is', null)
      .orderBy('made_at', 'desc')
      .orderBy('id');
    if (askedBy) query = query.where('asked_by_id', '=', askedBy);
    return (await query.execute()).map(({ request }) => toPendingRequest(request));
  }

  private async one(by: 'id' | 'request_id', value: string): Promise<PendingRequest | undefined> {
    const row = await this.db
      .selectFrom('kept_requests')
      .select('request')
      .where(by, '=', value)
      .executeTakeFirst();
    return row && toPendingRequest(row.request);
  }

  /** An ended request never changes. */
  private async change(id: string, change: Partial<PendingRequest>): Promise<PendingRequest> {
    return this.db.transaction().execute(async (tx) => {
      const row = await tx
        .selectFrom('kept_requests')
        .select('request')
        .where('id', '=', id)
        .forUpdate()
        .executeTakeFirstOrThrow();
      const before = toPendingRequest(row.request);
      if (before.end) return before;
      const after = { ...before, ...change };
      await tx
        .updateTable('kept_requests')
        .set({ request: toJson(asStored(after)), ended_at: after.end?.at ?? null })
        .where('id', '=', id)
        .execute();
      if (after.end && after.end.as !== 'begun')
        await tx.deleteFrom('machine_requests').where('id', '=', id).execute();
      return after;
    });
  }
}

/** The row keeps the property name of the first release. */
type StoredForm = Omit<PendingRequest, 'retryState'> & { readonly hindrance: RetryState };

function asStored({ retryState: hindrance, ...rest }: PendingRequest): StoredForm {
  return { ...rest, hindrance };
}

function toPendingRequest(json: object): PendingRequest {
  const { hindrance: retryState, ...stored } = json as StoredForm;
  const { askedAt, end } = stored;
  return {
    ...stored,
    askedAt: toDate(askedAt),
    retryState: {
      ...retryState,
      since: toDate(retryState.since),
      nextTry: toDate(retryState.nextTry),
    },
    ...(end && { end: { ...end, at: toDate(end.at) } }),
  };
}
