import type { Alert } from '../domain/alert';
import type { AlertTally } from '../domain/ip-report';
import type { IpRow, StoredRow } from '../domain/ip-row';
import type { Network, NetworkData } from '../domain/network';
import type { Person } from '../domain/person';
import type { Place } from '../domain/place';
import type {
  IpDossier,
  ReportMemory,
  ReportSubject,
  ReportTotals,
  StoredReport,
} from '../domain/stored-report';

/** IP reports and their state. Methods throw the database's errors. */
export interface IpReports {
  /** Opens a report. Idempotent: the same `requestId` returns the same report. */
  open(requestId: string, request: Omit<IpReportRequest, 'id'>): Promise<IpReportRequest>;
  /** Sets the terminal state. Idempotent: the first terminal state wins. */
  finish(id: string, ended: IpReportEnd): Promise<void>;
  /** Cancels a running report; returns false if it has ended. Idempotent. */
  cancel(id: string, by: Person): Promise<boolean>;
  /** Gets a report with its state; undefined if unknown. */
  get(id: string): Promise<IpReportRecord | undefined>;
  /** Lists at most `most` reports, newest first. */
  list(filter: {
    askedBy?: string | undefined;
    open?: boolean | undefined;
    state?: IpReportRecord['state'] | undefined;
    /** Of this chat, or of all threads of this channel. */
    channel?: string | undefined;
    most: number;
  }): Promise<IpReportRecord[]>;
}

/** The contents of IP reports, and what is known of each address across reports. */
export interface IpMemory {
  /** Starts an attempt to read a report. A retried step never mixes with a still-running first attempt. */
  begin(request: IpReportRequest, readAt: Date): Promise<IpReading>;
  /** Lists rows of a stored report, highest rank first. */
  rows(reportId: string, filter: IpRowFilter): Promise<IpRow[]>;
  /** Gets a whole report; undefined if it is not ready or was deleted. */
  whole(reportId: string): Promise<StoredReport | undefined>;
  /** Stores the prevalence (machines, last 30 days) of addresses of a report. Idempotent. */
  notePrevalence(reportId: string, told: ReadonlyMap<string, number>): Promise<void>;
  /** Counts the remote addresses of a report whose prevalence is unknown. */
  unasked(reportId: string): Promise<number>;
  /** Gets what all reports know of a canonical address; undefined if none has it. */
  about(address: string, now: Date): Promise<IpDossier | undefined>;
  /** Gets the id of the newest ready report of a subject. */
  newestOf(subjectKey: string): Promise<string | undefined>;
  /** Deletes ended reports and sightings older than `before`. Idempotent. */
  forget(before: Date): Promise<void>;
}

/** One attempt to read a report of any size; invisible until `keep`. */
export interface IpReading {
  /** Stores alerts and returns those that are new to this attempt. */
  noteAlerts(alerts: readonly Alert[]): Promise<Alert[]>;
  /** Stores partial rows; `keep` merges the rows of one address. */
  noteRows(rows: Iterable<StoredRow>): Promise<void>;
  /**
   * Publishes the report in one transaction, replacing an earlier attempt, and returns its totals.
   * @throws {Error} the database lost the attempt in a crash: read again
   */
  keep(tally: AlertTally): Promise<StoredIps>;
  /** Deletes the attempt. Idempotent. */
  discard(): Promise<void>;
}

/** Whose a public address is, from files on this machine. */
export interface Networks {
  readonly data: NetworkData;
  /** Looks up a canonical address; undefined where no database has it. Reads from disk, about 0.1 ms. */
  of(address: string): Network | undefined;
}

export interface StoredIps {
  readonly totals: ReportTotals;
  readonly memory: ReportMemory;
}

export interface IpRowFilter {
  /** Only addresses that no other report has. */
  readonly onlyNew?: boolean | undefined;
  /** Only remote addresses whose prevalence is unknown. */
  readonly unasked?: boolean | undefined;
  readonly most: number;
}

export interface IpReportEnd {
  readonly state: 'ready' | 'failed' | 'cancelled';
  /** Counts, or the failure. */
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
  /** Shows only addresses that no other report has; the files hold all. */
  readonly onlyNew?: boolean;
  /** The report that this one refreshes, on its card. */
  readonly renews?: string;
}
