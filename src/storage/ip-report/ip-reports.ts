import { type Selectable, sql } from 'kysely';
import type { Person } from '../../domain/person';
import type { IpReportEnd, IpReportRecord, IpReportRequest, IpReports } from '../../ports';
import { takeJobId } from '../collect/job-ids';
import type { Database } from '../postgres/database';
import { present, toJson } from '../rows';
import type { IpReportsTable } from './ip-tables';

/** IP reports in the database. */
export class StoredIpReports implements IpReports {
  constructor(private readonly db: Database) {}

  async open(requestId: string, request: Omit<IpReportRequest, 'id'>): Promise<IpReportRequest> {
    const before = await this.#of(requestId);
    if (before) return before;
    const opened = { ...request, id: await takeJobId(this.db) };
    await this.db
      .insertInto('ip_reports')
      .values({
        id: opened.id,
        request_id: requestId,
        asked_by_id: request.askedBy.id,
        request: toJson(opened),
      })
      .onConflict((other) => other.column('request_id').doNothing())
      .execute();
    return (await this.#of(requestId))!;
  }

  async #of(requestId: string): Promise<IpReportRequest | undefined> {
    const row = await this.db
      .selectFrom('ip_reports')
      .select('request')
      .where('request_id', '=', requestId)
      .executeTakeFirst();
    return row?.request as IpReportRequest | undefined;
  }

  /** The first terminal state wins. */
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

  async list(filter: Parameters<IpReports['list']>[0]): Promise<IpReportRecord[]> {
    const { askedBy, channel, most, open, state } = filter;
    let query = this.db.selectFrom('ip_reports').selectAll();
    if (askedBy !== undefined) query = query.where('asked_by_id', '=', askedBy);
    if (open !== undefined) query = query.where('state', open ? '=' : '<>', 'running');
    if (state !== undefined) query = query.where('state', '=', state);
    if (channel !== undefined) query = query.where(channelOfReport, '=', channel);
    const rows = await query.orderBy('started_at', 'desc').orderBy('id').limit(most).execute();
    return rows.map(toRecord);
  }
}

const channelOfReport = sql<string>`split_part(request -> 'place' ->> 'conversationId', ';', 1)`;

function toRecord(row: Selectable<IpReportsTable>): IpReportRecord {
  return {
    ...present({ summary: row.summary as IpReportRecord['summary'] | null, endedAt: row.ended_at }),
    request: row.request as IpReportRequest,
    state: row.state,
    startedAt: row.started_at,
  };
}
