import type { Alert, AlertDevice, AlertEvidence } from './alert';
import type { IpClass } from './ip';
import type { Mention, SeenAlert } from './ip-row';
import { IpRows } from './ip-rows';
import type { OwnRange } from './own-ranges';

export type { SeenAlert } from './ip-row';
export { isInternal, type OwnRange } from './own-ranges';

/** One address, once, with everything that was said about it. */
export interface IpRow {
  readonly address: string;
  readonly class: IpClass;
  readonly embedded?: string;
  /** Name of the own range it lies in. */
  readonly own?: string;
  /** As Defender wrote it, every way of writing once. */
  readonly written: readonly string[];
  /** `Ip` and other kinds of evidence, `alert` (Defender's own list), `device`, `egress`, `interface`. */
  readonly kinds: readonly string[];
  readonly verdicts: readonly string[];
  readonly roles: readonly string[];
  readonly alerts: readonly SeenAlert[];
  readonly incidents: readonly string[];
  readonly machines: readonly string[];
  readonly country?: string;
  readonly firstSeen?: string;
  readonly lastSeen?: string;
  /** From our own memory; unknown until the report was kept. */
  readonly history?: IpHistory;
  /** Machines of the organisation that talked to it in the last 30 days; unknown until asked. */
  readonly prevalence?: number;
}

/** What we had seen of an address before, in other reports. */
export interface IpHistory {
  /** In no report but this one. */
  readonly isNew: boolean;
  /** Different alerts with it in the seven days before, those of this report included. */
  readonly alertsThisWeek: number;
  /** Incidents beside those of this report. */
  readonly alsoIn: readonly string[];
}

export interface IpReport {
  /** Heaviest first. */
  readonly rows: readonly IpRow[];
  /** What stood where an address was expected, and how often. */
  readonly unparsed: readonly { readonly value: string; readonly count: number }[];
  readonly alertsRead: number;
  /** Alerts that were read or should have been. */
  readonly alertsKnown: number;
  /** Ids of alerts that could not be read (or not completely). */
  readonly unread: readonly string[];
  readonly incidents: number;
  /** From the first alert's creation to the last one's. */
  readonly firstAlert?: string;
  readonly lastAlert?: string;
  /** How many alerts were created in each hour that had any, as `2026-11-20T09`; in order. */
  readonly byHour: readonly AlertsInHour[];
}

export interface AlertsInHour {
  readonly hour: string;
  readonly alerts: number;
}

export interface IpReportExtras {
  /** Defender's own list of an alert's addresses, where it was asked. */
  readonly alertIps?: ReadonlyMap<string, readonly string[]>;
  readonly unread?: readonly string[];
}

/** Reads alerts page by page with flat memory: it keeps rows, never alerts. */
export class IpReportBuilder {
  private readonly rows: IpRows;
  private readonly read = new Set<string>();
  private readonly unread = new Set<string>();
  private readonly incidents = new Set<string>();
  private readonly hours = new Map<string, number>();
  private readonly words = new Map<string, string>();
  private firstAlert: string | undefined;
  private lastAlert: string | undefined;

  constructor(ownRanges: readonly OwnRange[] = []) {
    this.rows = new IpRows(ownRanges);
  }

  /** An alert that comes twice, as pages shift while they are read, counts once. */
  add(alerts: readonly Alert[], extras: IpReportExtras = {}): void {
    for (const id of extras.unread ?? []) this.unread.add(id);
    for (const alert of alerts) {
      if (this.read.has(alert.id)) continue;
      this.read.add(alert.id);
      this.note(alert, extras.alertIps?.get(alert.id) ?? []);
    }
  }

  build(): IpReport {
    return {
      rows: this.rows.sorted(),
      unparsed: this.rows.unparsed(),
      alertsRead: this.read.size,
      alertsKnown: new Set([...this.read, ...this.unread]).size,
      unread: [...this.unread],
      incidents: this.incidents.size,
      firstAlert: this.firstAlert,
      lastAlert: this.lastAlert,
      byHour: [...this.hours]
        .map(([hour, alerts]) => ({ hour, alerts }))
        .toSorted((a, b) => (a.hour < b.hour ? -1 : 1)),
    };
  }

  private note(alert: Alert, alertIps: readonly string[]): void {
    const { id, createdAt } = alert;
    const title = this.once(alert.title);
    const incidentId = alert.incidentId && this.once(alert.incidentId);
    if (incidentId) this.incidents.add(incidentId);
    if (!this.firstAlert || createdAt < this.firstAlert) this.firstAlert = createdAt;
    if (!this.lastAlert || createdAt > this.lastAlert) this.lastAlert = createdAt;
    const hour = createdAt.slice(0, 'yyyy-mm-ddThh'.length);
    this.hours.set(hour, (this.hours.get(hour) ?? 0) + 1);
    // One small object for all rows of the alert: the alert itself can be forgotten.
    const mention: Mention = {
      id,
      title,
      incident: incidentId,
      firstSeen: alert.firstActivity ?? createdAt,
      lastSeen: alert.lastActivity ?? alert.firstActivity ?? createdAt,
    };
    const machine = alert.machine && this.once(alert.machine.name);
    for (const address of alertIps) this.rows.add(address, 'alert', mention)?.by(machine);
    for (const evidence of alert.evidence) this.noteEvidence(evidence, mention, machine);
  }

  /** What thousands of alerts say in the same words is held once: a text of JSON is one of its own. */
  private once(said: string): string {
    const known = this.words.get(said);
    if (known === undefined) this.words.set(said, said);
    return known ?? said;
  }

  private noteEvidence(evidence: AlertEvidence, mention: Mention, machine?: string): void {
    const { address, device, kind } = evidence;
    // An `Ip` without an address happens in real answers: it is counted, not passed over.
    if (address || kind === 'Ip') {
      const row = this.rows.add(address, kind, mention);
      row?.by(machine);
      row?.judged(evidence.verdict, evidence.roles);
      row?.from(evidence.country);
      row?.seen(evidence.seenAt);
    }
    if (device) this.noteDevice(device, mention);
  }

  /** Where a machine itself was: context. Its verdict and roles are the machine's, not the address's. */
  private noteDevice(device: AlertDevice, mention: Mention): void {
    if (device.lastIp) this.rows.add(device.lastIp, 'device', mention)?.by(device.name);
    if (device.lastExternalIp) {
      this.rows.add(device.lastExternalIp, 'egress', mention)?.by(device.name);
    }
    for (const address of device.interfaces ?? []) {
      this.rows.add(address, 'interface', mention)?.by(device.name);
    }
  }
}

/** The addresses of some alerts, each once. */
export function ipReport(
  alerts: readonly Alert[],
  extras: IpReportExtras = {},
  ownRanges: readonly OwnRange[] = [],
): IpReport {
  const builder = new IpReportBuilder(ownRanges);
  builder.add(alerts, extras);
  return builder.build();
}
