import { type SqlBool, sql, type Transaction } from 'kysely';
import type { ExpiredRecords } from '../ports';
import type { Database } from './postgres/database';
import type { Tables } from './tables';

type Forget = (tx: Transaction<Tables>, before: Date) => Promise<readonly unknown[]>;

/** Deletes of ended records, in the order that their references require. */
const expiredRecords: readonly Forget[] = [
  (tx, before) =>
    tx.deleteFrom('kept_requests').where('ended_at', '<', before).returning('id').execute(),
  (tx, before) =>
    tx.deleteFrom('drafts').where('expires_at', '<', before).returning('id').execute(),
  (tx, before) =>
    tx.deleteFrom('outages').where('closed_at', '<', before).returning('id').execute(),
  (tx, before) =>
    tx.deleteFrom('overrides').where('ends_at', '<', before).returning('id').execute(),
  forgetFailureAlerts,
  // Single messages; a card's place is deleted together with what it shows.
  (tx, before) =>
    tx
      .deleteFrom('outbox')
      .where('is_card', '=', false)
      .where('ended_at', '<', before)
      .returning('id')
      .execute(),
];

/** Deletes ended requests, drafts, failure alerts, overrides and outages from the database. */
export class StoredExpiredRecords implements ExpiredRecords {
  constructor(private readonly db: Database) {}

  async forget(before: Date): Promise<number> {
    return this.db.transaction().execute(async (tx) => {
      let gone = 0;
      for (const forget of expiredRecords) gone += (await forget(tx, before)).length;
      await forgetCards(tx, before);
      return gone;
    });
  }
}

/** Goes by the time of resolution, which may be long after the last failure. */
async function forgetFailureAlerts(tx: Transaction<Tables>, before: Date) {
  const old = await tx
    .selectFrom('notices')
    .select('id')
    .where('state', '=', 'resolved')
    .where(sql<SqlBool>`(notice ->> 'resolvedAt')::timestamptz < ${before}`)
    .forUpdate()
    .execute();
  const ids = old.map(({ id }) => id);
  if (ids.length === 0) return [];
  await tx.deleteFrom('mishaps').where('notice_id', 'in', ids).execute();
  await tx.deleteFrom('notices').where('id', 'in', ids).execute();
  return ids;
}

/**
 * Deletes posted cards together with what they show. Card keys begin with the id of what they show and
 * may name the channel or the question after it: `C-7F3K2@19:…`, `C-7F3K2?2`.
 */
async function forgetCards(tx: Transaction<Tables>, before: Date): Promise<void> {
  const shows = sql`split_part(split_part(s.key, '@', 1), '?', 1)`;
  await sql`
    delete from bailiff.outbox s using bailiff.job_ids j
    where j.id = ${shows} and s.is_card and s.shown_at < ${before}
      and not exists (select from bailiff.collections where id = j.id)
      and not exists (select from bailiff.ip_reports where id = j.id)
      and not exists (select from bailiff.kept_requests where id = j.id)
      and not exists (select from bailiff.drafts where id = j.id)
      and not exists (select from bailiff.notices where id = j.id)
  `.execute(tx);
  await sql`
    delete from bailiff.outbox s
    where s.is_card and starts_with(s.key, 'outage:') and s.shown_at < ${before}
      and not exists (select from bailiff.outages where 'outage:' || id = ${shows})
  `.execute(tx);
}
