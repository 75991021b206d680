import type { Alert, Traffic } from './alert';
import type { IpClass } from './ip';
import type { Network } from './network';

/** One address with everything that was reported about it. */
export interface IpRow {
  readonly address: string;
  readonly class: IpClass;
  readonly embedded?: string | undefined;
  /** Name of the own range that contains it. */
  readonly own?: string | undefined;
  /** Each distinct spelling, as Defender wrote it. */
  readonly written: readonly string[];
  /** `Ip` and other kinds of evidence, `alert` (Defender's own list), `device`, `egress`, `interface`. */
  readonly kinds: readonly string[];
  readonly verdicts: readonly string[];
  readonly roles: readonly string[];
  readonly alerts: readonly SeenAlert[];
  readonly incidents: readonly string[];
  readonly machines: readonly string[];
  /** As Defender wrote it. */
  readonly country?: string | undefined;
  /** Of a public address, as the database had it when the report was read. */
  readonly network?: Network | undefined;
  readonly firstSeen?: string | undefined;
  readonly lastSeen?: string | undefined;
  /** Connections that evidence says were made to it, a few of many. */
  readonly connections?: readonly Connection[] | undefined;
  /** From earlier reports; undefined until the report was stored. */
  readonly history?: IpHistory | undefined;
  /**
   * Machines of the organisation that connected to it in the last 30 days; undefined until Defender
   * was asked.
   */
  readonly prevalence?: number | undefined;
}

/** A row that refers to its alerts by id; alert details are stored once, beside the rows. */
export type StoredRow = Omit<IpRow, 'alerts'> & { readonly alerts: readonly string[] };

/** A connection to an address. */
export interface Connection extends Traffic {
  /** Canonical. */
  readonly source: string;
}

/** An alert that mentions an address. */
export interface SeenAlert {
  readonly id: string;
  readonly title: string;
  readonly incident?: string | undefined;
  readonly firstSeen?: string | undefined;
  readonly lastSeen?: string | undefined;
}

/** What earlier reports know of an address. */
export interface IpHistory {
  /** In no report but this one. */
  readonly isNew: boolean;
  /** Distinct alerts with it in the seven days before, including those of this report. */
  readonly alertsThisWeek: number;
  /** Incidents other than those of this report. */
  readonly alsoIn: readonly string[];
}

/** What a report stores of an alert: its time and title. */
export function seenAlert(alert: Alert): SeenAlert {
  const { createdAt, firstActivity, id, incidentId, lastActivity, title } = alert;
  return {
    id,
    title,
    incident: incidentId,
    firstSeen: firstActivity ?? createdAt,
    lastSeen: lastActivity ?? firstActivity ?? createdAt,
  };
}

/** Merges the partial rows of one address, in order; each comes from different alerts. */
export function merged(parts: readonly [StoredRow, ...StoredRow[]]): StoredRow {
  if (parts.length === 1) return parts[0];
  const all = (of: (row: StoredRow) => readonly string[]) => [...new Set(parts.flatMap(of))];
  const times = (of: (row: StoredRow) => string | undefined) =>
    parts
      .map(of)
      .filter((time) => time !== undefined)
      .toSorted();
  return {
    ...parts[0],
    written: all(({ written }) => written),
    kinds: all(({ kinds }) => kinds),
    verdicts: all(({ verdicts }) => verdicts),
    roles: all(({ roles }) => roles),
    alerts: parts.flatMap(({ alerts }) => alerts),
    incidents: all(({ incidents }) => incidents),
    machines: all(({ machines }) => machines),
    connections: connectionsOf(parts),
    country: parts.find(({ country }) => country)?.country,
    firstSeen: times(({ firstSeen }) => firstSeen)[0],
    lastSeen: times(({ lastSeen }) => lastSeen).at(-1),
  };
}

/** So many connections to one address are kept; a beacon makes thousands that say the same. */
export const maxConnections = 50;

function connectionsOf(parts: readonly StoredRow[]): readonly Connection[] | undefined {
  const all = parts.flatMap(({ connections = [] }) => connections);
  if (all.length === 0) return undefined;
  const different = new Map(all.map((one) => [connectionKey(one), one]));
  return [...different.values()].slice(0, maxConnections);
}

/** The same for two connections that say the same. */
export function connectionKey(connection: Connection): string {
  const { destinationPort = '', protocol = '', source, sourcePort = '' } = connection;
  return `${source} ${sourcePort} ${destinationPort} ${protocol}`;
}
