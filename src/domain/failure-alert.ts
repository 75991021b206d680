import type { StoredMessage } from '../language/language';
import type { Step } from './on-call';
import type { Person } from './person';
import type { Place } from './place';

/** `resolved` is terminal. */
export type FailureAlertState = 'open' | 'acknowledged' | 'snoozed' | 'resolved';

/** One failure. Several with one cause share an alert. */
export interface JobFailure {
  /** The same for a repeated report: `C-7F3K2/1:2` is the second attempt of a package. */
  readonly key: string;
  /** The job's id. */
  readonly job: string;
  /** `WS-042`, which is untrusted text, or a stored `IP report`. */
  readonly what: StoredMessage;
  readonly at: Date;
  readonly askedBy: Person;
  /** Where the job was requested, and where its assignee is announced. */
  readonly place: Place;
  readonly reason?: string;
  readonly incident?: string;
  readonly tried: readonly StoredMessage[];
  /** Set when the job is a collection: the package may be retried. */
  readonly packageId?: string;
  /** A later attempt succeeded. */
  readonly mended?: true;
}

/** Why somebody was paged. */
export type PageReason =
  | 'first'
  /** Nobody was on call: the fallback was paged. */
  | 'hole'
  | 'no-answer'
  | 'escalated'
  | 'handed-over'
  | 'snooze-over'
  | 'no-progress';

/** One page to one level of the chain. */
export interface Page {
  readonly to: Step;
  readonly at: Date;
  readonly because: PageReason;
  /** Who escalated or handed over, or who did not answer. */
  readonly from?: Person;
  /** Untrusted text. */
  readonly note?: string;
}

/**
 * The details that all failures of an alert share. Sentences are Bailiff's, details are untrusted
 * text.
 */
export interface FailureDetails {
  /**
   * `permission` concerns Bailiff itself: it resolves by itself once Defender grants access again.
   */
  readonly kind: 'package' | 'report' | 'permission';
  readonly cause: StoredMessage;
  readonly advice?: StoredMessage;
  readonly status?: string;
  readonly code?: string;
  readonly said?: StoredMessage;
  readonly trace?: string;
  readonly errorHResult?: number;
  readonly troubleshootInfo?: string;
}

/** A failure that somebody must handle, and how far that has come. */
export interface FailureAlert {
  readonly id: string;
  readonly failure: FailureDetails;
  readonly jobFailures: readonly JobFailure[];
  readonly openedAt: Date;
  readonly state: FailureAlertState;
  /** Incremented by each action and each page: identifies the buttons of an outdated card. */
  readonly version: number;
  /** The escalation chain. */
  readonly chain: readonly Step[];
  /** The current level. */
  readonly step: number;
  readonly pages: readonly Page[];
  /** When the next timed transition happens: escalation, check on the assignee, end of a snooze. */
  readonly due?: Date;
  readonly assignee?: Person;
  readonly assignedSince?: Date;
  /** The assignee was asked for an update. */
  readonly asked?: true;
  readonly resolvedBy?: Person | 'retry';
  readonly resolvedAt?: Date;
  /** Untrusted text. */
  readonly note?: string;
  /** The request that changed the alert last: repeated, it has no further effect. */
  readonly lastRequest?: string;
}

export function isResolved({ state }: Pick<FailureAlert, 'state'>): boolean {
  return state === 'resolved';
}

/** The level that is paged if the current one does not answer; undefined at the end. */
export function nextStep({ chain, step }: Pick<FailureAlert, 'chain' | 'step'>): Step | undefined {
  return chain[step + 1];
}

/** The subject that may fail or recover: a package, or a job without packages. */
export function subjectOf({ job, packageId }: Pick<JobFailure, 'job' | 'packageId'>): string {
  return packageId ?? job;
}

/** The jobs of the alert, each once. */
export function jobsOf({ jobFailures }: Pick<FailureAlert, 'jobFailures'>): string[] {
  return [...new Set(jobFailures.map(({ job }) => job))];
}

/** The number of its failures that were fixed since. */
export function mendedOf({ jobFailures }: Pick<FailureAlert, 'jobFailures'>): number {
  return jobFailures.filter(({ mended }) => mended).length;
}

/**
 * Property names of a failure alert at rest, by the names used in code. Rows and the results of
 * workflow steps keep the names of the first release, so that any two releases read each other.
 */
const storedNames: Readonly<Record<string, string>> = {
  failure: 'trouble',
  jobFailures: 'mishaps',
  assignee: 'holder',
  assignedSince: 'heldSince',
};
const currentNames = Object.fromEntries(
  Object.entries(storedNames).map(([current, stored]) => [stored, current]),
);

/** Renames the properties of an alert for storage. */
export function withStoredNames(alert: object): object {
  return renamed(alert, storedNames);
}

/** Renames the properties of a stored alert to those used in code; current names stay. */
export function withCurrentNames(stored: object): object {
  return renamed(stored, currentNames);
}

function renamed(value: object, names: Readonly<Record<string, string>>): object {
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [names[name] ?? name, one]));
}
