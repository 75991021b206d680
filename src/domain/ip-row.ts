import type { Alert } from './alert';
import type { IpClass } from './ip';

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
  readonly country?: string | undefined;
  readonly firstSeen?: string | undefined;
  readonly lastSeen?: string | undefined;
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
    country: parts.find(({ country }) => country)?.country,
    firstSeen: times(({ firstSeen }) => firstSeen)[0],
    lastSeen: times(({ lastSeen }) => lastSeen).at(-1),
  };
}
