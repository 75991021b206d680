import type { Severity } from './alert';
import type { AlertTally } from './ip-report';
import type { IpRow } from './ip-row';
import { isInternal } from './own-ranges';

/** What a report is about: an alert, an incident or a span of time. */
export type ReportSubject =
  | { readonly alert: string }
  | { readonly incident: string }
  | {
      readonly from: string;
      readonly to: string;
      readonly severity?: readonly Severity[] | undefined;
    };

/** The same for two reports that can be compared: of one thing, or of spans of one length. */
export function subjectKey(of: ReportSubject): string {
  if ('alert' in of) return `alert ${of.alert}`;
  if ('incident' in of) return `incident ${of.incident}`;
  const span = Math.round((Date.parse(of.to) - Date.parse(of.from)) / 60_000);
  return `window ${span} min ${(of.severity ?? []).toSorted().join('+')}`.trim();
}

/** A report as it was kept: what the files are made of. */
export interface StoredReport {
  readonly id: string;
  readonly of: ReportSubject;
  readonly askedBy: string;
  readonly timeZone: string;
  /** When its alerts were read. */
  readonly readAt: string;
  readonly rows: readonly IpRow[];
  readonly totals: ReportTotals;
}

/** Everything about a report but its rows: small, however many there are. */
export interface ReportTotals extends AlertTally {
  readonly addresses: number;
  readonly remote: number;
  readonly internal: number;
  readonly incidents: number;
}

/** What our memory adds to a report. */
export interface ReportMemory {
  /** Addresses that no other report had. */
  readonly fresh: number;
  /** Remote addresses that can be asked of Defender and were not yet. */
  readonly unasked: number;
  /** The report of the same subject before this one, and how many addresses came since. */
  readonly before?: { readonly at: string; readonly added: number; readonly gone: number };
}

/** Whether other organisations could be meant by it: the only ones Defender is asked about. */
export function hasPrevalence(row: Pick<IpRow, 'class' | 'own'>): boolean {
  return !isInternal(row) && row.class !== 'reserved';
}

/** All that is known of one address, over all reports. */
export interface IpDossier {
  /** As the newest report drew it. */
  readonly latest: IpRow;
  readonly reports: readonly { readonly id: string; readonly at: string }[];
  readonly alerts: readonly SeenTitle[];
  /** How many alerts there are, also beyond those listed. */
  readonly alertsKnown: number;
  readonly alertsThisWeek: number;
  readonly incidents: readonly string[];
  readonly machines: readonly string[];
  readonly firstSeen?: string | undefined;
  readonly lastSeen?: string | undefined;
}

export interface SeenTitle {
  readonly id: string;
  readonly title: string;
  readonly incident?: string | undefined;
}
