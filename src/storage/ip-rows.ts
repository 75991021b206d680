import { type Kysely, sql } from 'kysely';
import type { IpRow, SeenAlert } from '../domain/ip-report';
import type { ReportMemory } from '../domain/kept-report';
import { toJson } from './rows';
import type { Tables } from './tables';

/** How a report's rows and sightings are written: in batches, so that memory stays flat. */

type Transaction = Kysely<Tables>;

const batch = 500;
// Each goes once over all rows of the report.
const alertBatch = 5000;

export async function writeRows(tx: Transaction, reportId: string, rows: readonly IpRow[]) {
  for (let from = 0; from < rows.length; from += batch) {
    const some = rows.slice(from, from + batch).map((row, at) => ({
      position: from + at,
      address: row.address,
      row: { ...row, alerts: row.alerts.map(({ id }) => id) },
    }));
    await sql`
      insert into bailiff.ip_report_rows (report_id, position, address, row)
      select ${reportId}, r.position, r.address, r.row
      from jsonb_to_recordset(${toJson(some)}::jsonb) as r(position integer, address text, row jsonb)
    `.execute(tx);
  }
}

/** Each alert once, whatever number of addresses it had; and that each of these was seen in it. */
export async function writeAlerts(
  tx: Transaction,
  { reportId, rows, at }: { reportId: string; rows: readonly IpRow[]; at: Date },
) {
  const byId = new Map<string, SeenAlert>();
  for (const row of rows) for (const alert of row.alerts) byId.set(alert.id, alert);
  const alerts = [...byId.values()];
  for (let from = 0; from < alerts.length; from += alertBatch) {
    const some = alerts.slice(from, from + alertBatch);
    await sql`
      insert into bailiff.ip_report_alerts (report_id, alert_id, alert)
      select ${reportId}, a ->> 'id', a from jsonb_array_elements(${toJson(some)}::jsonb) a
      on conflict do nothing
    `.execute(tx);
    await writeSightings(tx, { reportId, alerts: some, at });
  }
}

/**
 * The first report that saw an address in an alert stays its first; times widen. The pairs are made of
 * the rows over there: there are many more of them than of rows and alerts together.
 */
async function writeSightings(
  tx: Transaction,
  { reportId, alerts, at }: { reportId: string; alerts: readonly SeenAlert[]; at: Date },
) {
  const seen = alerts.map(({ id, incident, firstSeen, lastSeen }) => ({
    alert: id,
    incident,
    first: instant(firstSeen),
    last: instant(lastSeen),
  }));
  await sql`
    insert into bailiff.ip_sightings as s
      (address, alert_id, incident_id, first_seen, last_seen, report_id, noted_at)
    select r.address, n.alert, n.incident, n.first, n.last, ${reportId}, ${at}
    from bailiff.ip_report_rows r
    cross join lateral jsonb_array_elements_text(r.row -> 'alerts') as its(alert)
    join jsonb_to_recordset(${toJson(seen)}::jsonb)
      as n(alert text, incident text, first timestamptz, last timestamptz) using (alert)
    where r.report_id = ${reportId}
    on conflict (address, alert_id) do update set
      incident_id = coalesce(excluded.incident_id, s.incident_id),
      first_seen = least(s.first_seen, excluded.first_seen),
      last_seen = greatest(s.last_seen, excluded.last_seen)
  `.execute(tx);
}

/** What Defender wrote as a time; nothing when it is none. */
function instant(written: string | undefined): string | undefined {
  const at = new Date(written ?? Number.NaN);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

/** Writes on each row what was known of its address; gives the number of new ones. */
export async function rememberHistory(tx: Transaction, reportId: string, at: Date) {
  await sql`
    update bailiff.ip_report_rows r
    set row = r.row || jsonb_build_object('history', jsonb_build_object(
      'isNew', h.is_new, 'alertsThisWeek', h.week, 'alsoIn', h.also))
    from (
      select own.position, bool_and(s.report_id = ${reportId}) as is_new,
        count(*) filter (where s.last_seen > ${at}::timestamptz - interval '7 days') as week,
        coalesce(jsonb_agg(distinct s.incident_id) filter (
          where s.incident_id is not null and not own.row -> 'incidents' ? s.incident_id), '[]') as also
      from bailiff.ip_report_rows own
      join bailiff.ip_sightings s on s.address = own.address
      where own.report_id = ${reportId}
      group by own.position
    ) h
    where r.report_id = ${reportId} and r.position = h.position
  `.execute(tx);
  const { rows } = await sql<{ fresh: string }>`
    select count(*) as fresh from bailiff.ip_report_rows
    where report_id = ${reportId} and row -> 'history' ->> 'isNew' = 'true'
  `.execute(tx);
  return Number(rows[0]?.fresh ?? 0);
}

/** The ready report of the same subject before this one, and what changed since. */
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
