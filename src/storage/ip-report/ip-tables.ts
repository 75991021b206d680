import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { IpReportEnd } from '../../ports';

type Json = JSONColumnType<object, string, string>;

/** IP reports, what they found, and what is remembered of an address beyond any of them. */
export interface IpTables {
  readonly ip_reports: IpReportsTable;
  /** A try at reading a report; what it read goes with it. */
  readonly ip_readings: {
    /** A bigint: pg gives it as a string. */
    readonly id: Generated<string>;
    readonly report_id: string;
  };
  readonly ip_reading_alerts: {
    readonly reading_id: string;
    readonly alert_id: string;
    readonly alert: Json;
    readonly first_seen: Date | null;
    readonly last_seen: Date | null;
  };
  /** What some of the alerts said of an address: a part of its row. */
  readonly ip_reading_rows: {
    readonly reading_id: string;
    readonly address: string;
    /** In the order of the alerts. */
    readonly part: number;
    readonly row: Json;
  };
  readonly ip_report_rows: {
    readonly report_id: string;
    readonly address: string;
    /** Sorts the heaviest first. */
    readonly rank: string;
    readonly row: Json;
  };
  readonly ip_report_alerts: {
    readonly report_id: string;
    readonly alert_id: string;
    readonly alert: Json;
  };
  readonly ip_sightings: {
    readonly address: string;
    readonly alert_id: string;
    readonly incident_id: string | null;
    readonly first_seen: Date | null;
    readonly last_seen: Date | null;
    /** The first report that had it. */
    readonly report_id: string;
    readonly noted_at: Date;
  };
}

export interface IpReportsTable {
  readonly id: string;
  readonly request_id: string;
  readonly asked_by_id: string;
  readonly request: Json;
  /** What other reports it can be compared with. */
  readonly subject: ColumnType<string | null, never, string>;
  readonly state: Generated<'running' | IpReportEnd['state']>;
  readonly summary: JSONColumnType<object | null, string | null, string | null>;
  readonly started_at: ColumnType<Date, Date | undefined, Date>;
  readonly ended_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
}
