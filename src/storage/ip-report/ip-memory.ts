import { type SqlBool, sql } from 'kysely';
import type { IpRow, SeenAlert, StoredRow } from '../../domain/ip-row';
import type { IpDossier, ReportTotals, StoredReport } from '../../domain/stored-report';
import type { IpMemory, IpReading, IpReportRequest, IpRowFilter } from '../../ports';
import type { Database } from '../postgres/database';
import { dossierOf } from './ip-dossier';
import { StoredIpReading } from './ip-readings';
import { countUnasked, isUnasked } from './ip-rows';

/** Report rows and the history of each address in the database. */
export class StoredIpMemory implements IpMemory {
  constructor(private readonly db: Database) {}

  begin(request: IpReportRequest, readAt: Date): Promise<IpReading> {
    return StoredIpReading.begin(this.db, request, readAt);
  }

  async rows(reportId: string, { most, onlyNew, unasked }: IpRowFilter): Promise<IpRow[]> {
    let query = this.#rowsOf(reportId).limit(most);
    if (onlyNew) query = query.where(isNew);
    if (unasked) query = query.where(isUnasked);
    return this.#withAlerts(
      reportId,
      (await query.execute()).map(({ row }) => row as StoredRow),
    );
  }

  async whole(reportId: string): Promise<StoredReport | undefined> {
    const found = await this.db
      .selectFrom('ip_reports')
      .select(['request', 'summary'])
      .where('id', '=', reportId)
      .where('subject', 'is not', null)
      .where('state', '!=', 'cancelled')
      .executeTakeFirst();
    if (!found) return undefined;
    const { askedBy, of, timeZone } = found.request as IpReportRequest;
    const { readAt, totals } = found.summary as { readAt: string; totals: ReportTotals };
    const rows = await this.#rowsOf(reportId).execute();
    // Deleted rows are not the same as a report without any.
    if (rows.length !== totals.addresses) return undefined;
    return {
      id: reportId,
      of,
      askedBy: askedBy.name,
      timeZone,
      readAt,
      totals,
      rows: await this.#withAlerts(
        reportId,
        rows.map(({ row }) => row as StoredRow),
      ),
    };
  }

  async notePrevalence(reportId: string, told: ReadonlyMap<string, number>): Promise<void> {
    const facts = JSON.stringify(
      [...told].map(([address, prevalence]) => ({ address, prevalence })),
    );
    await sql`
      update bailiff.ip_report_rows r
      set row = r.row || jsonb_build_object('prevalence', f.prevalence)
      from jsonb_to_recordset(${facts}::jsonb) as f(address text, prevalence integer)
      where r.report_id = ${reportId} and r.address = f.address
    `.execute(this.db);
  }

  unasked(reportId: string): Promise<number> {
    return countUnasked(this.db, reportId);
  }

  about(address: string, now: Date): Promise<IpDossier | undefined> {
    return dossierOf(this.db, address, now);
  }

  async newestOf(subject: string): Promise<string | undefined> {
    const found = await this.db
      .selectFrom('ip_reports')
      .select('id')
      .where('subject', '=', subject)
      .where('state', '=', 'ready')
      .orderBy('started_at', 'desc')
      .limit(1)
      .executeTakeFirst();
    return found?.id;
  }

  async forget(before: Date): Promise<void> {
    // Reports last: after a crash in between everything can still be found.
    const old = this.db.selectFrom('ip_reports').select('id').where('ended_at', '<', before);
    await this.db.deleteFrom('ip_report_rows').where('report_id', 'in', old).execute();
    await this.db.deleteFrom('ip_report_alerts').where('report_id', 'in', old).execute();
    await this.db.deleteFrom('ip_reports').where('ended_at', '<', before).execute();
    await this.db.deleteFrom('ip_sightings').where('noted_at', '<', before).execute();
    await this.#forgetReadings();
  }

  /** Deletes crashed attempts at reports that have ended. */
  async #forgetReadings(): Promise<void> {
    const running = this.db.selectFrom('ip_reports').select('id').where('state', '=', 'running');
    await this.db.deleteFrom('ip_readings').where('report_id', 'not in', running).execute();
  }

  #rowsOf(reportId: string) {
    return this.db
      .selectFrom('ip_report_rows')
      .select('row')
      .where('report_id', '=', reportId)
      .orderBy('rank');
  }

  /** Adds alert details, which are stored once and referenced by id. */
  async #withAlerts(reportId: string, rows: readonly StoredRow[]): Promise<IpRow[]> {
    const ids = [...new Set(rows.flatMap(({ alerts }) => alerts))];
    if (ids.length === 0) return rows.map((row) => ({ ...row, alerts: [] }));
    const found = await this.db
      .selectFrom('ip_report_alerts')
      .select('alert')
      .where('report_id', '=', reportId)
      .where(sql<SqlBool>`alert_id = any(${ids})`)
      .execute();
    const byId = new Map(found.map(({ alert }) => [(alert as SeenAlert).id, alert as SeenAlert]));
    return rows.map((row) => ({
      ...row,
      alerts: row.alerts.map((id) => byId.get(id) ?? { id, title: '' }),
    }));
  }
}

const isNew = sql<SqlBool>`row -> 'history' ->> 'isNew' = 'true'`;
