import { type Selectable, sql } from 'kysely';
import type { Person } from '../../domain/person';
import type { IpReportEnd, IpReportRecord, IpReportRequest, IpReports } from '../../ports';
import { takeJobId } from '../collect/job-ids';
import { takeRequestLock } from '../collect/request-lock';
import type { Database } from '../postgres/database';
import { present, toJson } from '../rows';
import type { IpReportsTable } from './ip-tables';

/** IP reports in the database. */
export class StoredIpReports implements IpReports {
  constructor(private readonly db: Database) {}

  async open(requestId: string, request: Omit<IpReportRequest, 'id'>): Promise<IpReportRequest> {
    return this.db.transaction().execute(async (tx) => {
      await takeRequestLock(tx, requestId);
      const before = await tx
        .selectFrom('ip_reports')
        .select('request')
        .where('request_id', '=', requestId)
        .executeTakeFirst();
      if (before) return before.request as IpReportRequest;

      const opened = { ...request, id: await takeJobId(tx) };
      await tx
        .insertInto('ip_reports')
        .values({
          id: opened.id,
          request_id: requestId,
          asked_by_id: request.askedBy.id,
          request: toJson(opened),
        })
        .execute();
      return opened;
    });
  }

  /** The first end stands: a repeated step changes nothing. */
  async finish(id: string, { state, summary }: IpReportEnd): Promise<void> {
    await this.db
      .updateTable('ip_reports')
      .set({ state, summary: toJson(summary), ended_at: sql<Date>`clock_timestamp()` })
      .where('id', '=', id)
      .where('state', '=', 'running')
      .execute();
  }

  async cancel(id: string, by: Person): Promise<boolean> {
    const { numUpdatedRows } = await this.db
      .updateTable('ip_reports')
      .set({
        state: 'cancelled',
        summary: toJson({ cancelledBy: by.name }),
        ended_at: sql<Date>`clock_timestamp()`,
      })
      .where('id', '=', id)
      .where('state', '=', 'running')
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  async get(id: string): Promise<IpReportRecord | undefined> {
    const row = await this.db
      .selectFrom('ip_reports')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    return row && toRecord(row);
  }

  async list({ askedBy, open, most }: Parameters<IpReports['list']>[0]): Promise<IpReportRecord[]> {
    let query = this.db.selectFrom('ip_reports').selectAll();
    if (askedBy !== undefined) query = query.where('asked_by_id', '=', askedBy);
    if (open !== undefined) query = query.where('state', open ? '=' : '<>', 'running');
    const rows = await query.orderBy('started_at', 'desc').orderBy('id').limit(most).execute();
    return rows.map(toRecord);
  }
}

function toRecord(row: Selectable<IpReportsTable>): IpReportRecord {
  return {
    ...present({ summary: row.summary as IpReportRecord['summary'] | null, endedAt: row.ended_at }),
    request: row.request as IpReportRequest,
    state: row.state,
    startedAt: row.started_at,
  };
}
