import { sql } from 'kysely';
import type { Alert } from '../../domain/alert';
import type { AlertTally } from '../../domain/ip-report';
import { type StoredRow, seenAlert } from '../../domain/ip-row';
import { subjectKey } from '../../domain/stored-report';
import type { IpReading, IpReportRequest, StoredIps } from '../../ports';
import type { Database } from '../postgres/database';
import { storable, toJson } from '../rows';
import {
  batch,
  compareWithBefore,
  countUnasked,
  layOutRows,
  rememberHistory,
  type Transaction,
  writeAlerts,
  writeSightings,
} from './ip-rows';

/**
 * An attempt to read a report, in the database. It has its own number, so that a retried step never
 * mixes with a still-running first attempt.
 */
export class StoredIpReading implements IpReading {
  #parts = 0;

  private constructor(
    private readonly db: Database,
    private readonly id: string,
    private readonly request: IpReportRequest,
    private readonly readAt: Date,
  ) {}

  static async begin(db: Database, request: IpReportRequest, readAt: Date) {
    const { id } = await db
      .insertInto('ip_readings')
      .values({ report_id: request.id })
      .returning('id')
      .executeTakeFirstOrThrow();
    return new StoredIpReading(db, id, request, readAt);
  }

  async noteAlerts(alerts: readonly Alert[]): Promise<Alert[]> {
    const noted = alerts.map((alert) => {
      const seen = seenAlert(alert);
      return { alert: seen, first: instant(seen.firstSeen), last: instant(seen.lastSeen) };
    });
    const { rows } = await sql<{ alert_id: string }>`
      insert into bailiff.ip_reading_alerts (reading_id, alert_id, alert, first_seen, last_seen)
      select ${this.id}, a.alert ->> 'id', a.alert, a.first, a.last
      from jsonb_to_recordset(${toJson(noted)}::jsonb)
        as a(alert jsonb, first timestamptz, last timestamptz)
      on conflict do nothing returning alert_id
    `.execute(this.db);
    const fresh = new Set(rows.map(({ alert_id: id }) => id));
    // Removed from the set, because an alert may occur twice in one list.
    return alerts.filter(({ id }) => fresh.delete(storable(id)));
  }

  async noteRows(rows: Iterable<StoredRow>): Promise<void> {
    this.#parts += 1;
    for (const some of batches(rows))
      await sql`
        insert into bailiff.ip_reading_rows (reading_id, address, part, row)
        select ${this.id}, r ->> 'address', ${this.#parts}::integer, r
        from jsonb_array_elements(${toJson(some)}::jsonb) r
      `.execute(this.db);
  }

  async keep(tally: AlertTally): Promise<StoredIps> {
    const { id: reportId, of } = this.request;
    return this.db.transaction().execute(async (tx) => {
      await tx.deleteFrom('ip_report_rows').where('report_id', '=', reportId).execute();
      await tx.deleteFrom('ip_report_alerts').where('report_id', '=', reportId).execute();
      const counts = await layOutRows(tx, this.id, reportId);
      const totals = { ...tally, ...counts, incidents: await this.#incidents(tx) };
      const summary = { readAt: this.readAt.toISOString(), totals };
      await tx
        .updateTable('ip_reports')
        .set({ subject: subjectKey(of), summary: toJson(summary) })
        .where('id', '=', reportId)
        .where('state', '=', 'running')
        .execute();
      await writeAlerts(tx, this.id, reportId);
      await writeSightings(tx, { readingId: this.id, reportId, at: this.readAt });
      const fresh = await rememberHistory(tx, reportId, this.readAt);
      const before = await compareWithBefore(tx, reportId);
      const unasked = await countUnasked(tx, reportId);
      await this.#end(tx);
      return { totals, memory: { fresh, unasked, ...(before && { before }) } };
    });
  }

  async discard(): Promise<void> {
    await this.db.deleteFrom('ip_readings').where('id', '=', this.id).execute();
  }

  /** The tables are unlogged: a crash of the database empties them, and reading starts over. */
  async #end(tx: Transaction): Promise<void> {
    const ended = await tx.deleteFrom('ip_readings').where('id', '=', this.id).executeTakeFirst();
    if (ended.numDeletedRows === 0n) throw new Error('What was read of the report is gone.');
  }

  async #incidents(tx: Transaction): Promise<number> {
    const { rows } = await sql<{ count: number }>`
      select count(distinct alert ->> 'incident')::integer as count
      from bailiff.ip_reading_alerts where reading_id = ${this.id}
    `.execute(tx);
    return rows[0]!.count;
  }
}

function* batches(rows: Iterable<StoredRow>): Generator<StoredRow[]> {
  let some: StoredRow[] = [];
  for (const row of rows) {
    some.push(row);
    if (some.length < batch) continue;
    yield some;
    some = [];
  }
  if (some.length > 0) yield some;
}

/** Parses a time of Defender; undefined if it is invalid or out of the database's range. */
function instant(written: string | undefined): string | undefined {
  const at = new Date(written ?? Number.NaN);
  const text = Number.isNaN(at.getTime()) ? '' : at.toISOString();
  return /^(?!0000)\d{4}-/.test(text) ? text : undefined;
}
