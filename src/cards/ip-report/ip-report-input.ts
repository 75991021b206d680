import type { Alert, Severity } from '../../domain/alert';
import type { IpRow } from '../../domain/ip-row';
import type { ReportMemory, ReportTotals } from '../../domain/stored-report';
import type { SafeText } from '../../domain/text';
import type { StoredMessage } from '../../language/language';

/** What was asked for: an alert, an incident or a window of time. */
export type IpReportSubject =
  | { readonly alert: string }
  | { readonly incident: string; readonly name?: string }
  | { readonly from: Date; readonly to: Date; readonly severity?: readonly Severity[] | undefined };

export type IpReportState =
  | { readonly kind: 'reading'; readonly alerts: number }
  | { readonly kind: 'done'; readonly found: FoundIps }
  | { readonly kind: 'cancelled'; readonly by: string }
  | { readonly kind: 'failed'; readonly cause: StoredMessage; readonly advice?: StoredMessage };

/** An alert as the card's first line names it. */
export type ReportedAlert = Pick<Alert, 'title' | 'severity'>;

/** What was read and what is known of it. */
export interface FoundIps {
  /** The heaviest, as many as are shown at most. */
  readonly rows: readonly IpRow[];
  readonly totals: ReportTotals;
  readonly memory: ReportMemory;
  readonly mayStillArrive?: boolean | undefined;
  readonly onlyNew?: boolean | undefined;
  /** The incident that the one asked for was merged into. */
  readonly mergedInto?: string | undefined;
  /** The alert that the report is of. */
  readonly alert?: ReportedAlert | undefined;
  /** Alerts of other products could not be read from this source. */
  readonly endpointOnly?: boolean | undefined;
}

export interface IpReportCardInput {
  readonly ref: string;
  readonly about: IpReportSubject;
  readonly askedBy: string;
  readonly state: IpReportState;
  /** Where nobody asked for it. */
  readonly why?: SafeText | undefined;
}
