import type { Alert, Traffic } from './alert';
import type { IpClass } from './ip';
import type { Network } from './network';

/** One address, once, with everything that was said about it. */
export interface IpRow {
  readonly address: string;
  readonly class: IpClass;
  readonly embedded?: string | undefined;
  /** Name of the own range it lies in. */
  readonly own?: string | undefined;
  /** As Defender wrote it, every way of writing once. */
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
  /** From our own memory; unknown until the report was kept. */
  readonly history?: IpHistory | undefined;
  /** Machines of the organisation that talked to it in the last 30 days; unknown until asked. */
  readonly prevalence?: number | undefined;
}

/** A row with the ids of its alerts: what is said of an alert is kept once, beside the rows. */
export type StoredRow = Omit<IpRow, 'alerts'> & { readonly alerts: readonly string[] };

/** A connection to an address. */
export interface Connection extends Traffic {
  /** Canonical. */
  readonly source: string;
}

/** An alert that an address was seen in. */
export interface SeenAlert {
  readonly id: string;
  readonly title: string;
  readonly incident?: string | undefined;
  readonly firstSeen?: string | undefined;
  readonly lastSeen?: string | undefined;
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

/** What a report remembers of an alert: when something was seen in it, and what it was called. */
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

/** One row of the parts that were read of it, in their order; each from alerts of its own. */
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
