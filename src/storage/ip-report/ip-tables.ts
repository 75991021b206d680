import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { IpReportEnd } from '../../ports';

type Json = JSONColumnType<object, string, string>;

/** IP reports, their contents, and what is remembered of each address across reports. */
export interface IpTables {
  readonly ip_reports: IpReportsTable;
  /** An attempt to read a report; deleting it deletes what was read. */
  readonly ip_readings: {
    /** A bigint: pg returns a string. */
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
  /** A partial row: what some of the alerts say about an address. */
  readonly ip_reading_rows: {
    readonly reading_id: string;
    readonly address: string;
    /** Follows the order of the alerts. */
    readonly part: number;
    readonly row: Json;
  };
  readonly ip_report_rows: {
    readonly report_id: string;
    readonly address: string;
    /** Sorts the highest rank first. */
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
    /** The first report with the address. */
    readonly report_id: string;
    readonly noted_at: Date;
  };
}

export interface IpReportsTable {
  readonly id: string;
  readonly request_id: string;
  readonly asked_by_id: string;
  readonly request: Json;
  /** Equal for comparable reports. */
  readonly subject: ColumnType<string | null, never, string>;
  readonly state: Generated<'running' | IpReportEnd['state']>;
  readonly summary: JSONColumnType<object | null, string | null, string | null>;
  readonly started_at: ColumnType<Date, Date | undefined, Date>;
  readonly ended_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
}
