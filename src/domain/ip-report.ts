import type { Alert, AlertEvidence, FoundAddress } from './alert';
import { isKnownEvidenceType } from './evidence-types';
import type { Mention } from './growing-row';
import { isRange } from './ip-in-text';
import { type StoredRow, seenAlert } from './ip-row';
import { IpRows } from './ip-rows';
import { JunkCount, type Unparsed } from './junk-count';
import type { Network, NetworkData } from './network';
import { type OwnRange, ownRangeFinder } from './own-ranges';

/** Counts over all alerts of a report. */
export interface AlertTally {
  readonly alertsRead: number;
  /** Alerts among them that could not be read completely. */
  readonly unread: number;
  /** Values that are not addresses where one was expected. */
  readonly unparsed: Unparsed;
  /** Ranges of addresses in evidence, as written; missing in older reports. */
  readonly ranges?: readonly string[] | undefined;
  /** Evidence types that were never reviewed for addresses; missing in older reports. */
  readonly newTypes?: readonly string[] | undefined;
  /** The database that network owners and countries are from; missing in older reports. */
  readonly networkData?: NetworkData | undefined;
  /** From the first alert's creation to the last one's. */
  readonly firstAlert?: string | undefined;
  readonly lastAlert?: string | undefined;
  /** Alerts created per hour, as `2026-11-20T09`, in order; hours without alerts are left out. */
  readonly byHour: readonly AlertsInHour[];
}

export interface AlertsInHour {
  readonly hour: string;
  readonly alerts: number;
}

export interface IpReportExtras {
  /** Defender's own list of addresses per alert id, where it was requested. */
  readonly alertIps?: ReadonlyMap<string, readonly string[]> | undefined;
  readonly unread?: readonly string[] | undefined;
}

/**
 * Reads alerts into rows; pass each alert once. Memory stays flat if the rows are taken regularly.
 * `merged` joins rows of one address that were taken at different times.
 */
export class IpReportBuilder {
  readonly #ownRangeOf: ReturnType<typeof ownRangeFinder>;
  readonly #junk = new JunkCount();
  readonly #ranges = new Set<string>();
  readonly #newTypes = new Set<string>();
  readonly #hours = new Map<string, number>();
  #rows: IpRows;
  #values = 0;
  #alerts = 0;
  #unread = 0;
  #firstAlert: string | undefined;
  #lastAlert: string | undefined;

  constructor(
    ownRanges: readonly OwnRange[] = [],
    private readonly networks: NetworkSource = noNetworks,
  ) {
    this.#ownRangeOf = ownRangeFinder(ownRanges);
    this.#rows = this.#emptyRows();
  }

  add(alerts: readonly Alert[], { alertIps, unread = [] }: IpReportExtras = {}): void {
    const unreadable = new Set(unread);
    for (const alert of alerts) {
      this.#count(alert, unreadable.has(alert.id) || alert.evidence.some(({ cut }) => cut));
      this.#note(alert, alertIps?.get(alert.id) ?? []);
    }
  }

  /** The number of values read since the rows were last taken. */
  get held(): number {
    return this.#values;
  }

  /** Returns the rows, unordered, and starts new ones. */
  take(): Iterable<StoredRow> {
    const rows = this.#rows;
    this.#rows = this.#emptyRows();
    this.#values = 0;
    return rows.finished();
  }

  tally(): AlertTally {
    return {
      alertsRead: this.#alerts,
      unread: this.#unread,
      unparsed: this.#junk.summary(),
      ranges: [...this.#ranges],
      newTypes: [...this.#newTypes],
      networkData: this.networks.data,
      firstAlert: this.#firstAlert,
      lastAlert: this.#lastAlert,
      byHour: [...this.#hours]
        .map(([hour, alerts]) => ({ hour, alerts }))
        .toSorted((a, b) => (a.hour < b.hour ? -1 : 1)),
    };
  }

  #emptyRows(): IpRows {
    return new IpRows(this.#ownRangeOf, (address) => this.networks.of(address));
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
    const { address, addresses, connections, kind, ranges } = evidence;
    if (!isKnownEvidenceType(kind)) note(this.#newTypes, kind);
    // Real answers contain an `Ip` without an address: it is counted, not skipped.
    if (address || kind === 'Ip') {
      const row = this.#row(address, kind, mention);
      row?.by(machine);
      row?.judged(evidence.verdict, evidence.roles);
      row?.from(evidence.country);
      row?.seen(evidence.seenAt);
    }
    for (const one of addresses ?? []) this.#noteFound(one, { evidence, mention, machine });
    for (const connection of connections ?? []) this.#rows.connect(connection);
    for (const range of ranges ?? [])
      if (isRange(range)) note(this.#ranges, range);
      else this.#junk.count(range, kind);
  }

  /** A device's own addresses are context: its verdict and roles don't describe them. */
  #noteFound(
    { country, device, role, roles = [], value, verdict }: FoundAddress,
    { evidence, machine, mention }: NotedIn,
  ): void {
    const isOwn = ownRoles.has(role);
    const row = this.#row(value, isOwn ? role : evidence.kind, mention);
    row?.by(isOwn ? (device ?? machine) : machine);
    row?.from(country);
    if (isOwn) return;
    row?.judged(verdict, role ? [...roles, role] : roles);
    row?.seen(evidence.seenAt);
  }

  #row(raw: unknown, kind: string, mention: Mention) {
    this.#values += 1;
    const row = this.#rows.add(raw, kind, mention);
    if (!row) this.#junk.count(raw, kind);
    return row;
  }
}

/** Whose an address is, and how old that knowledge is. */
interface NetworkSource {
  readonly data?: NetworkData | undefined;
  of(address: string): Network | undefined;
}

const noNetworks: NetworkSource = { of: () => undefined };

interface NotedIn {
  readonly evidence: AlertEvidence;
  readonly mention: Mention;
  readonly machine: string | undefined;
}

const ownRoles = new Set(['device', 'egress', 'interface']);
const maxNoted = 1000;

function note(list: Set<string>, value: string): void {
  if (list.size < maxNoted) list.add(value.slice(0, 200));
}
