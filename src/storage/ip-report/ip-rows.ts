import { type Kysely, type SqlBool, sql } from 'kysely';
import { isContext, isNoise, rankOf } from '../../domain/ip-rank';
import { merged, type StoredRow } from '../../domain/ip-row';
import { isInternal } from '../../domain/own-ranges';
import type { ReportMemory } from '../../domain/stored-report';
import { toJson } from '../rows';
import type { Tables } from '../tables';

/** Builds a report from what was read: in one transaction, a few hundred addresses at a time. */

export type Transaction = Kysely<Tables>;

type Parts = readonly [StoredRow, ...StoredRow[]];

// Small, because memory held while waiting for the database becomes long-lived.
export const batch = 100;

/** Merges the partial rows of each address, ranks the rows and counts them. */
export async function layOutRows(tx: Transaction, readingId: string, reportId: string) {
  let [remote, internal, own] = [0, 0, 0];
  for await (const parts of partsOf(tx, readingId)) {
    const rows = parts.map(merged).filter((row) => !isNoise(row));
    await writeRows(tx, reportId, rows);
    const named = rows.filter((row) => !isContext(row));
    const inside = named.filter(isInternal).length;
    internal += inside;
    remote += named.length - inside;
    own += rows.length - named.length;
  }
  return { addresses: remote + internal + own, remote, internal, own };
}

/** Yields the partial rows of one address together. */
async function* partsOf(tx: Transaction, readingId: string): AsyncGenerator<Parts[]> {
  // A cursor sorts once in the database; separate ranges would sort each time.
  await sql`
    declare parts cursor for
    select jsonb_agg(row order by part) as parts from bailiff.ip_reading_rows
    where reading_id = ${readingId} group by address
  `.execute(tx);
  for (;;) {
    const { rows } = await sql<{ parts: Parts }>`fetch ${sql.lit(batch)} from parts`.execute(tx);
    if (rows.length === 0) break;
    yield rows.map(({ parts }) => parts);
  }
  await sql`close parts`.execute(tx);
}

async function writeRows(tx: Transaction, reportId: string, rows: readonly StoredRow[]) {
  const ranked = rows.map((row) => ({ address: row.address, rank: rankOf(row), row }));
  await sql`
    insert into bailiff.ip_report_rows (report_id, address, rank, row)
    select ${reportId}, r.address, r.rank, r.row
    from jsonb_to_recordset(${toJson(ranked)}::jsonb) as r(address text, rank text, row jsonb)
  `.execute(tx);
}

// Looks up each row by key. By itself the database plans with statistics from before this
// transaction wrote thousands of rows, and may compare each with each for minutes.
const oneByOne = sql`offset 0`;

/** Sightings of these reports don't count: they were never shown. */
const cancelled = sql`(select id from bailiff.ip_reports where state = 'cancelled')`;

/** Writes each alert once, whatever the number of its addresses. */
export async function writeAlerts(tx: Transaction, readingId: string, reportId: string) {
  await sql`
    insert into bailiff.ip_report_alerts (report_id, alert_id, alert)
    select ${reportId}, alert_id, alert from bailiff.ip_reading_alerts
    where reading_id = ${readingId}
  `.execute(tx);
}

/**
 * Writes the sighting of each address in each of its alerts: the first report stays, time ranges
 * widen. The database generates the pairs, because there are many more of them than rows and
 * alerts. In a fixed order, so that two reports with the same pairs can't deadlock.
 */
export async function writeSightings(
  tx: Transaction,
  { at, readingId, reportId }: { readingId: string; reportId: string; at: Date },
) {
  await sql`
    insert into bailiff.ip_sightings as s
      (address, alert_id, incident_id, first_seen, last_seen, report_id, noted_at)
    select r.address, a.id, a.incident, a.first_seen, a.last_seen, ${reportId}, ${at}
    from bailiff.ip_report_rows r
    cross join lateral jsonb_array_elements_text(r.row -> 'alerts') as its(alert)
    cross join lateral (
      select alert_id as id, alert ->> 'incident' as incident, first_seen, last_seen
      from bailiff.ip_reading_alerts
      where reading_id = ${readingId} and alert_id = its.alert ${oneByOne}
    ) a
    where r.report_id = ${reportId} order by r.address, a.id
    on conflict (address, alert_id) do update set
      report_id = case when s.report_id in ${cancelled} then excluded.report_id else s.report_id end,
      incident_id = coalesce(excluded.incident_id, s.incident_id),
      first_seen = least(s.first_seen, excluded.first_seen),
      last_seen = greatest(s.last_seen, excluded.last_seen)
  `.execute(tx);
}

/** Adds the earlier history to each row; returns the number of new addresses. */
export async function rememberHistory(tx: Transaction, reportId: string, at: Date) {
  await sql`
    update bailiff.ip_report_rows r
    set row = r.row || jsonb_build_object('history', (
      select jsonb_build_object(
        'isNew', bool_and(s.report_id = r.report_id or s.report_id in ${cancelled}),
        'alertsThisWeek',
          count(*) filter (where s.last_seen > ${at}::timestamptz - interval '7 days'),
        'alsoIn', coalesce(jsonb_agg(distinct s.incident_id) filter (
          where s.incident_id is not null and not r.row -> 'incidents' ? s.incident_id), '[]'))
      from bailiff.ip_sightings s where s.address = r.address
    ))
    where r.report_id = ${reportId}
  `.execute(tx);
  const { rows } = await sql<{ fresh: string }>`
    select count(*) as fresh from bailiff.ip_report_rows
    where report_id = ${reportId} and row -> 'history' ->> 'isNew' = 'true'
  `.execute(tx);
  return Number(rows[0]?.fresh ?? 0);
}

/** Finds the previous ready report of the same subject, and what changed since. */
export async function compareWithBefore(
  tx: Transaction,
  reportId: string,
): Promise<ReportMemory['before']> {
  const { rows } = await sql<{ at: string; added: string; gone: string }>`
    with before as (
      select p.id, p.summary ->> 'readAt' as at
      from bailiff.ip_reports own
      join bailiff.ip_reports p on p.subject = own.subject and p.id <> own.id
        and p.state = 'ready' and p.started_at < own.started_at
      where own.id = ${reportId}
      order by p.started_at desc limit 1
    ),
    theirs as (select address from bailiff.ip_report_rows where report_id = (select id from before)),
    ours as (select address from bailiff.ip_report_rows where report_id = ${reportId})
    select before.at,
      (select count(*) from (select address from ours except select address from theirs) a) as added,
      (select count(*) from (select address from theirs except select address from ours) g) as gone
    from before
  `.execute(tx);
  const [found] = rows;
  return found && { at: found.at, added: Number(found.added), gone: Number(found.gone) };
}

/** Remote addresses of alerts whose prevalence is unknown. */
export const isUnasked = sql<SqlBool>`
  row ->> 'class' in ('public', 'documentation') and not row ? 'own' and not row ? 'prevalence'
  and not row -> 'kinds' <@ '["device", "egress", "interface"]'::jsonb`;

export async function countUnasked(db: Transaction, reportId: string): Promise<number> {
  const { open } = await db
    .selectFrom('ip_report_rows')
    .select(({ fn }) => fn.countAll<string>().as('open'))
    .where('report_id', '=', reportId)
    .where(isUnasked)
    .executeTakeFirstOrThrow();
  return Number(open);
}
