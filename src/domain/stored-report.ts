import type { Severity } from './alert';
import type { AlertTally } from './ip-report';
import type { IpRow } from './ip-row';
import { isInternal } from './own-ranges';

/** The subject of a report: an alert, an incident or a time range. */
export type ReportSubject =
  | { readonly alert: string }
  | { readonly incident: string }
  | {
      readonly from: string;
      readonly to: string;
      readonly severity?: readonly Severity[] | undefined;
    };

/** Equal for two reports that can be compared: of one object, or of time ranges of one length. */
export function subjectKey(of: ReportSubject): string {
  if ('alert' in of) return `alert ${of.alert}`;
  if ('incident' in of) return `incident ${of.incident}`;
  const span = Math.round((Date.parse(of.to) - Date.parse(of.from)) / 60_000);
  return `window ${span} min ${(of.severity ?? []).toSorted().join('+')}`.trim();
}

/** A report as it is stored; exports are generated from it. */
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

/** Everything about a report except its rows. */
export interface ReportTotals extends AlertTally {
  readonly addresses: number;
  /** Remote and internal addresses that alerts name. */
  readonly remote: number;
  readonly internal: number;
  /**
   * Addresses known only as machines' own; missing in reports of earlier versions, which counted
   * them as remote or internal.
   */
  readonly own?: number | undefined;
  readonly incidents: number;
}

/** What earlier reports add to a report. */
export interface ReportMemory {
  /** Addresses that no earlier report had. */
  readonly fresh: number;
  /** Remote addresses whose prevalence can still be requested from Defender. */
  readonly unasked: number;
  /** The previous report of the same subject, and the number of addresses added since. */
  readonly before?: { readonly at: string; readonly added: number; readonly gone: number };
}

/** Returns whether an address is public: Defender is asked about no others. */
export function hasPrevalence(row: Pick<IpRow, 'class' | 'own'>): boolean {
  return !isInternal(row) && row.class !== 'reserved';
}

/** Everything known of one address, across all reports. */
export interface IpDossier {
  /** Its row in the newest report. */
  readonly latest: IpRow;
  readonly reports: readonly { readonly id: string; readonly at: string }[];
  readonly alerts: readonly SeenTitle[];
  /** The number of known alerts, including unlisted ones. */
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
