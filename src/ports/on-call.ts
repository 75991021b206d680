import type { FailureAlert } from '../domain/failure-alert';
import type { Override } from '../domain/on-call';
import type { Outage } from '../domain/outage';
import type { Person } from '../domain/person';

/** Who belongs to which groups of Entra. */
export interface Groups {
  /**
   * Those of the groups that the person is a member of, also through other groups.
   * @throws {DefenderRefused} @throws {DefenderUnreachable} nobody knows then: give nobody a right for it
   */
  among(personId: string, groupIds: readonly string[]): Promise<ReadonlySet<string>>;
  /**
   * People in a group, also through other groups; not more than a few hundred.
   * @throws {DefenderRefused} @throws {DefenderUnreachable}
   */
  members(groupId: string): Promise<readonly Person[]>;
}

/** Whom the policy makes leads, by id or by group: as many as are told one by one. */
export interface Leads {
  /** Never rejects: who can't be listed is not told. */
  list(): Promise<readonly Person[]>;
}

/** Failures that somebody has to look at. */
export interface FailureAlerts {
  /**
   * Joins the open notice of the same subject, or of the same cause that had a failure since the moment,
   * or opens one. A mishap that was reported before changes nothing, however that notice ended.
   */
  report(report: FailureReport): Promise<FailureAlert>;
  get(id: string): Promise<FailureAlert | undefined>;
  /** By its own id, or the newest one about a job. */
  about(id: string): Promise<FailureAlert | undefined>;
  /** Changes it while nobody else does; what comes back unchanged is not written. */
  change(id: string, change: (failureAlert: FailureAlert) => FailureAlert): Promise<FailureAlert>;
  /** Not resolved, newest first. */
  open(most: number): Promise<FailureAlert[]>;
}

export interface FailureReport {
  readonly cause: string;
  readonly since: Date;
  readonly key: string;
  readonly job: string;
  /** What failed, whatever the try: a package, or the job itself. */
  readonly subject: string;
  readonly at: Date;
  readonly open: (id: string) => FailureAlert;
  readonly join: (failureAlert: FailureAlert) => FailureAlert;
}

/** Who takes the duty for a while, out of turn. */
export interface Overrides {
  /** Once per request. */
  add(requestId: string, override: Omit<Override, 'id'>): Promise<void>;
  /** Those that hold at the moment or later. */
  from(moment: Date): Promise<Override[]>;
  /** Ends those of a person, or all that hold now; how many there were. */
  end(moment: Date, personId?: string): Promise<number>;
}

/** Times at which Defender did not answer. */
export interface Outages {
  /** The one that is not closed yet. */
  current(): Promise<Outage | undefined>;
  open(since: Date): Promise<Outage>;
  save(outage: Outage): Promise<void>;
}

/** The outgoing webhook to the organisation's own paging, in the form of PagerDuty's Events API v2. */
export interface Pager {
  /** `later`: nobody took it, try again; `refused`: it never will be. */
  send(event: PagerEvent): Promise<'taken' | 'later' | 'refused'>;
}

export interface PagerEvent {
  readonly action: 'trigger' | 'acknowledge' | 'resolve';
  /** The notice's id: the other side knows by it what belongs together. */
  readonly key: string;
  readonly summary: string;
  readonly severity: 'error' | 'critical';
  readonly at: Date;
  readonly details: Readonly<Record<string, string>>;
}
