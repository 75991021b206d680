import type { Alert, AlertDevice, AlertEvidence } from './alert';
import type { Mention } from './growing-row';
import { type StoredRow, seenAlert } from './ip-row';
import { IpRows } from './ip-rows';
import { JunkCount } from './junk-count';
import { type OwnRange, ownRangeFinder } from './own-ranges';

/** What is counted over all alerts of a report. */
export interface AlertTally {
  readonly alertsRead: number;
  /** Alerts of these that could not be read completely. */
  readonly unread: number;
  /** What stood where an address was expected: how often, and the most frequent of it. */
  readonly unparsed: { readonly values: number; readonly examples: readonly string[] };
  /** From the first alert's creation to the last one's. */
  readonly firstAlert?: string | undefined;
  readonly lastAlert?: string | undefined;
  /** How many alerts were created in each hour that had any, as `2026-11-20T09`; in order. */
  readonly byHour: readonly AlertsInHour[];
}

export interface AlertsInHour {
  readonly hour: string;
  readonly alerts: number;
}

export interface IpReportExtras {
  /** Defender's own list of an alert's addresses, where it was asked. */
  readonly alertIps?: ReadonlyMap<string, readonly string[]> | undefined;
  readonly unread?: readonly string[] | undefined;
}

/**
 * Reads alerts into rows, each alert once. Memory is flat as long as the rows are taken out now and
 * then: what stays are counts. Rows of one address that were taken at different times are `merged`.
 */
export class IpReportBuilder {
  readonly #ownRangeOf: ReturnType<typeof ownRangeFinder>;
  readonly #junk = new JunkCount();
  readonly #hours = new Map<string, number>();
  #rows: IpRows;
  #values = 0;
  #alerts = 0;
  #unread = 0;
  #firstAlert: string | undefined;
  #lastAlert: string | undefined;

  constructor(ownRanges: readonly OwnRange[] = []) {
    this.#ownRangeOf = ownRangeFinder(ownRanges);
    this.#rows = new IpRows(this.#ownRangeOf);
  }

  add(alerts: readonly Alert[], { alertIps, unread = [] }: IpReportExtras = {}): void {
    const unreadable = new Set(unread);
    for (const alert of alerts) {
      this.#count(alert, unreadable.has(alert.id));
      this.#note(alert, alertIps?.get(alert.id) ?? []);
    }
  }

  /** How much the rows rest on: values that were read since they were taken the last time. */
  get held(): number {
    return this.#values;
  }

  /** Gives the rows, in no order, and begins new ones. */
  take(): Iterable<StoredRow> {
    const rows = this.#rows;
    this.#rows = new IpRows(this.#ownRangeOf);
    this.#values = 0;
    return rows.finished();
  }

  tally(): AlertTally {
    return {
      alertsRead: this.#alerts,
      unread: this.#unread,
      unparsed: this.#junk.summary(),
      firstAlert: this.#firstAlert,
      lastAlert: this.#lastAlert,
      byHour: [...this.#hours]
        .map(([hour, alerts]) => ({ hour, alerts }))
        .toSorted((a, b) => (a.hour < b.hour ? -1 : 1)),
    };
  }

  #count({ createdAt }: Alert, isUnread: boolean): void {
    this.#alerts += 1;
    if (isUnread) this.#unread += 1;
    if (!createdAt) return;
    if (!this.#firstAlert || createdAt < this.#firstAlert) this.#firstAlert = createdAt;
    if (!this.#lastAlert || createdAt > this.#lastAlert) this.#lastAlert = createdAt;
    const hour = createdAt.slice(0, 'yyyy-mm-ddThh'.length);
    this.#hours.set(hour, (this.#hours.get(hour) ?? 0) + 1);
  }

  #note(alert: Alert, alertIps: readonly string[]): void {
    const mention = seenAlert(alert);
    const machine = alert.machine?.name;
    for (const address of alertIps) this.#row(address, 'alert', mention)?.by(machine);
    for (const evidence of alert.evidence) this.#noteEvidence(evidence, mention, machine);
  }

  #noteEvidence(evidence: AlertEvidence, mention: Mention, machine?: string): void {
    const { address, device, kind } = evidence;
    // An `Ip` without an address happens in real answers: it is counted, not passed over.
    if (address || kind === 'Ip') {
      const row = this.#row(address, kind, mention);
      row?.by(machine);
      row?.judged(evidence.verdict, evidence.roles);
      row?.from(evidence.country);
      row?.seen(evidence.seenAt);
    }
    if (device) this.#noteDevice(device, mention);
  }

  /** Where a machine itself was: context. Its verdict and roles are the machine's, not the address's. */
  #noteDevice(device: AlertDevice, mention: Mention): void {
    const { interfaces = [], lastExternalIp, lastIp, name } = device;
    if (lastIp) this.#row(lastIp, 'device', mention)?.by(name);
    if (lastExternalIp) this.#row(lastExternalIp, 'egress', mention)?.by(name);
    for (const address of interfaces) this.#row(address, 'interface', mention)?.by(name);
  }

  #row(raw: unknown, kind: string, mention: Mention) {
    this.#values += 1;
    const row = this.#rows.add(raw, kind, mention);
    if (!row) this.#junk.count(raw);
    return row;
  }
}
