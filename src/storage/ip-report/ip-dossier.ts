import { sql } from 'kysely';
import type { IpRow } from '../../domain/ip-row';
import type { IpDossier, SeenTitle } from '../../domain/stored-report';
import type { Database } from '../postgres/database';
import { present } from '../rows';

const maxReports = 20;
const maxAlerts = 5;
const maxNames = 200;

/** Everything known about one address: its newest row and the sum of its sightings. */
export async function dossierOf(
  db: Database,
  address: string,
  now: Date,
): Promise<IpDossier | undefined> {
  const reports = await sql<{ id: string; at: Date; row: Omit<IpRow, 'alerts'> }>`
    select p.id, p.started_at as at, r.row
    from bailiff.ip_report_rows r join bailiff.ip_reports p on p.id = r.report_id
    where r.address = ${address} and p.state <> 'cancelled'
    order by p.started_at desc limit ${maxReports}
  `.execute(db);
  const [newest] = reports.rows;
  if (!newest) return undefined;
  const { first, last, ...seen } = await sightingsOf(db, address, now);
  return {
    ...seen,
    ...present({ firstSeen: first?.toISOString(), lastSeen: last?.toISOString() }),
    latest: { ...newest.row, ...lastSaid(reports.rows.map(({ row }) => row)), alerts: [] },
    reports: reports.rows.map(({ id, at }) => ({ id, at: at.toISOString() })),
    machines: [...new Set(reports.rows.flatMap(({ row }) => row.machines))].slice(0, maxNames),
    alerts: await alertsOf(db, address),
  };
}

/** Not every source reports a verdict or a country: the latest report with one counts. */
function lastSaid(rows: readonly Omit<IpRow, 'alerts'>[]): Pick<IpRow, 'verdicts' | 'country'> {
  const verdicts = rows.find((row) => row.verdicts.length > 0)?.verdicts ?? [];
  const country = rows.find((row) => row.country)?.country;
  return { verdicts, ...(country && { country }) };
}

interface Seen {
  readonly alertsKnown: number;
  readonly alertsThisWeek: number;
  readonly incidents: readonly string[];
  readonly first: Date | null;
  readonly last: Date | null;
}

async function sightingsOf(db: Database, address: string, now: Date): Promise<Seen> {
  const { rows } = await sql<Seen>`
    select count(*)::integer as "alertsKnown",
      (count(*) filter (where last_seen > ${now}::timestamptz - interval '7 days'))::integer
        as "alertsThisWeek",
      coalesce(jsonb_agg(distinct incident_id) filter (where incident_id is not null), '[]')
        as incidents,
      min(first_seen) as first, max(last_seen) as last
    from bailiff.ip_sightings where address = ${address}
  `.execute(db);
  return rows[0]!;
}

async function alertsOf(db: Database, address: string): Promise<SeenTitle[]> {
  const { rows } = await sql<{ alert: SeenTitle }>`
    select a.alert from bailiff.ip_sightings s
    join bailiff.ip_report_alerts a on a.report_id = s.report_id and a.alert_id = s.alert_id
    where s.address = ${address}
    order by s.last_seen desc nulls last, s.alert_id limit ${maxAlerts}
  `.execute(db);
  return rows.map(({ alert }) => alert);
}
