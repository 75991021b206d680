import type { Alert } from '../domain/alert';
import type { AlertTally } from '../domain/ip-report';
import type { IpRow, StoredRow } from '../domain/ip-row';
import type { Person } from '../domain/person';
import type { Place } from '../domain/place';
import type {
  IpDossier,
  ReportMemory,
  ReportSubject,
  ReportTotals,
  StoredReport,
} from '../domain/stored-report';

/** IP reports that were asked for, and how they ended. */
export interface IpReports {
  /** Opens a report once per request: the same `requestId` again gives back the same. */
  open(requestId: string, request: Omit<IpReportRequest, 'id'>): Promise<IpReportRequest>;
  finish(id: string, ended: IpReportEnd): Promise<void>;
  /** Ends a report that is still being read; false when it is over. */
  cancel(id: string, by: Person): Promise<boolean>;
  get(id: string): Promise<IpReportRecord | undefined>;
  /** Newest first. */
  list(filter: {
    askedBy?: string | undefined;
    open?: boolean | undefined;
    most: number;
  }): Promise<IpReportRecord[]>;
}

/** What IP reports found: kept whole for files and for comparing, and by address beyond any report. */
export interface IpMemory {
  /** Begins to read a report. Safe to repeat, also while an earlier try is still at it. */
  begin(request: IpReportRequest, readAt: Date): Promise<IpReading>;
  /** Rows of a kept report, heaviest first. */
  rows(reportId: string, filter: IpRowFilter): Promise<IpRow[]>;
  /** Everything of a kept report; nothing when it is not ready, or was forgotten. */
  whole(reportId: string): Promise<StoredReport | undefined>;
  /** What Defender said about how many machines talked to each address. */
  notePrevalence(reportId: string, told: ReadonlyMap<string, number>): Promise<void>;
  /** How many remote addresses of the report were not asked about yet. */
  unasked(reportId: string): Promise<number>;
  /** All reports together, for a canonical address. */
  about(address: string, now: Date): Promise<IpDossier | undefined>;
  /** The newest ready report of a subject. */
  newestOf(subjectKey: string): Promise<string | undefined>;
  /** Forgets ended reports and sightings that are older. */
  forget(before: Date): Promise<void>;
}

/** A report that is being read: of any size, and seen by nobody before it is kept. */
export interface IpReading {
  /** Notes alerts, and gives back those that did not come before. */
  noteAlerts(alerts: readonly Alert[]): Promise<Alert[]>;
  /** Notes what some of the alerts said; the rows of one address become one when the report is kept. */
  noteRows(rows: Iterable<StoredRow>): Promise<void>;
  /** Lays the report out in place of what an earlier try kept, and says what was known before. */
  keep(tally: AlertTally): Promise<StoredIps>;
  /** Forgets what was noted. */
  discard(): Promise<void>;
}

export interface StoredIps {
  readonly totals: ReportTotals;
  readonly memory: ReportMemory;
}

export interface IpRowFilter {
  /** Those that no other report had. */
  readonly onlyNew?: boolean | undefined;
  /** Those that Defender can be asked about and was not yet. */
  readonly unasked?: boolean | undefined;
  readonly most: number;
}

export interface IpReportEnd {
  readonly state: 'ready' | 'failed' | 'cancelled';
  /** What is worth keeping: counts, file names, or why it failed. */
  readonly summary: Readonly<Record<string, unknown>>;
}

export interface IpReportRecord {
  readonly request: IpReportRequest;
  readonly state: 'running' | IpReportEnd['state'];
  readonly summary?: Readonly<Record<string, unknown>>;
  readonly startedAt: Date;
  readonly endedAt?: Date;
}

export interface IpReportRequest {
  readonly id: string;
  readonly askedBy: Person;
  readonly place: Place;
  readonly timeZone: string;
  readonly of: ReportSubject;
  /** Shows addresses that no other report had; the files hold all. */
  readonly onlyNew?: boolean;
  /** The report that it renews: it is shown on that one's card. */
  readonly renews?: string;
}
