import type { FailureAlert } from '../domain/failure-alert';
import type { Override } from '../domain/on-call';
import type { Outage } from '../domain/outage';
import type { Person } from '../domain/person';

/** Group memberships in Entra. */
export interface Groups {
  /**
   * Returns those of the groups that contain the person, directly or through other groups. No side
   * effects.
   * @throws {DefenderRefusedError|DefenderUnreachableError} unknown; grant no rights
   */
  among(personId: string, groupIds: readonly string[]): Promise<ReadonlySet<string>>;
  /**
   * Lists the people in a group, also through other groups; a few hundred at most. No side effects.
   * @throws {DefenderRefusedError|DefenderUnreachableError}
   */
  members(groupId: string): Promise<readonly Person[]>;
}

/** The people whom the policy makes leads, by id or by group. */
export interface Leads {
  /**
   * Lists the leads, up to the number that is notified one by one. Never rejects: leads that can't
   * be listed are missing.
   */
  list(): Promise<readonly Person[]>;
}

/** Failures that somebody must handle. Methods throw the database's errors. */
export interface FailureAlerts {
  /**
   * Adds a failure to the open alert of the same subject, or of the same cause with a failure since
   * `since`, or opens an alert. Idempotent per `key`, even after that alert was resolved.
   */
  report(report: FailureReport): Promise<FailureAlert>;
  /** Gets an alert by its own id; undefined if unknown. */
  get(id: string): Promise<FailureAlert | undefined>;
  /** Gets an alert by its own id, or the newest one about a job; undefined if unknown. */
  about(id: string): Promise<FailureAlert | undefined>;
  /**
   * Changes an alert under a lock and returns it. An unchanged result is not written.
   * @throws {Error} no such alert, or whatever `change` throws; nothing was written
   */
  change(id: string, change: (failureAlert: FailureAlert) => FailureAlert): Promise<FailureAlert>;
  /** Lists at most `most` unresolved alerts, newest first. */
  open(most: number): Promise<FailureAlert[]>;
}

export interface FailureReport {
  readonly cause: string;
  readonly since: Date;
  readonly key: string;
  readonly job: string;
  /** What failed, whichever attempt: a package, or the job itself. */
  readonly subject: string;
  readonly at: Date;
  /** Creates the alert under a new id. Side-effect free. */
  readonly open: (id: string) => FailureAlert;
  /** Adds the failure to an open alert. Side-effect free. */
  readonly join: (failureAlert: FailureAlert) => FailureAlert;
}

/** Temporary changes of the on-call schedule. Methods throw the database's errors. */
export interface Overrides {
  /** Adds an override. Idempotent per `requestId`. */
  add(requestId: string, override: Omit<Override, 'id'>): Promise<void>;
  /** Lists the overrides that are in force at the moment or later. */
  from(moment: Date): Promise<Override[]>;
  /** Ends the current and coming overrides of a person, or of everybody; returns how many. */
  end(moment: Date, personId?: string): Promise<number>;
}

/** Periods in which Defender was unreachable. Methods throw the database's errors. */
export interface Outages {
  /** Gets the outage that is not closed yet; undefined without one. */
  current(): Promise<Outage | undefined>;
  /** Opens an outage and returns it. Idempotent: returns the current one if there is one. */
  open(since: Date): Promise<Outage>;
  /** Stores the state of an outage. Idempotent. */
  save(outage: Outage): Promise<void>;
}

/** The outgoing webhook to the organisation's own paging, in the form of PagerDuty's Events API v2. */
export interface Pager {
  /**
   * Sends an event once, without retries. Idempotent per `key` and action on the other side. Never
   * rejects.
   * @returns `later`: not accepted, retry; `refused`: it never will be
   */
  send(event: PagerEvent): Promise<'taken' | 'later' | 'refused'>;
}

export interface PagerEvent {
  readonly action: 'trigger' | 'acknowledge' | 'resolve';
  /** The alert's id: the deduplication key. */
  readonly key: string;
  readonly summary: string;
  readonly severity: 'error' | 'critical';
  readonly at: Date;
  readonly details: Readonly<Record<string, string>>;
}
