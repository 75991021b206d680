import type { StoredMessage } from '../language/language';
import type { Step } from './on-call';
import type { Person } from './person';
import type { Place } from './place';

/** `resolved` is the end: nothing changes a notice after that. */
export type FailureAlertState = 'open' | 'acknowledged' | 'snoozed' | 'resolved';

/** One thing that failed. Several of one cause share a notice. */
export interface JobFailure {
  /** The same for a repeated report: `C-7F3K2/1:2` is the second try of a package. */
  readonly key: string;
  /** The job's id. */
  readonly job: string;
  /** `WS-042`, which is foreign text, or a kept `IP report`. */
  readonly what: StoredMessage;
  readonly at: Date;
  readonly askedBy: Person;
  /** Where it was asked for, and where is said who is on it. */
  readonly place: Place;
  readonly reason?: string;
  readonly incident?: string;
  readonly tried: readonly StoredMessage[];
  /** Set when the job is a collection: it may be tried again. */
  readonly packageId?: string;
  /** A later try went well. */
  readonly mended?: true;
}

/** Why somebody was told. */
export type PageReason =
  | 'first'
  /** Nobody was on call: the fallback was told. */
  | 'hole'
  | 'no-answer'
  | 'escalated'
  | 'handed-over'
  | 'snooze-over'
  | 'no-progress';

/** Somebody was told, once. */
export interface Page {
  readonly to: Step;
  readonly at: Date;
  readonly because: PageReason;
  /** Who escalated or handed over, or who did not answer. */
  readonly from?: Person;
  /** Foreign text. */
  readonly note?: string;
}

/** What a notice is about, the same for all its mishaps. Sentences are ours, details are foreign text. */
export interface FailureDetails {
  /** `permission` lies with Bailiff itself: it ends by itself once Defender says yes again. */
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

/** A failure that somebody has to look at, and how far that has come. */
export interface FailureAlert {
  readonly id: string;
  readonly failure: FailureDetails;
  readonly jobFailures: readonly JobFailure[];
  readonly openedAt: Date;
  readonly state: FailureAlertState;
  /** Grows with each decision and each page: a button of an older card is known as such. */
  readonly version: number;
  /** Who is told one after the other. */
  readonly chain: readonly Step[];
  /** Where in the chain it stands. */
  readonly step: number;
  readonly pages: readonly Page[];
  /** When something happens by itself: the next one is told, the holder is asked, the snooze ends. */
  readonly due?: Date;
  readonly assignee?: Person;
  readonly assignedSince?: Date;
  /** The holder was asked whether they still work on it. */
  readonly asked?: true;
  readonly resolvedBy?: Person | 'retry';
  readonly resolvedAt?: Date;
  /** Foreign text. */
  readonly note?: string;
  /** The request that changed it last: repeated, it finds its own work done. */
  readonly lastRequest?: string;
}

export function isResolved({ state }: Pick<FailureAlert, 'state'>): boolean {
  return state === 'resolved';
}

/** Who is told when the present step does not answer; nobody at the end. */
export function nextStep({ chain, step }: Pick<FailureAlert, 'chain' | 'step'>): Step | undefined {
  return chain[step + 1];
}

/** What may fail or go well again: a package, or a job that has none. */
export function subjectOf({ job, packageId }: Pick<JobFailure, 'job' | 'packageId'>): string {
  return packageId ?? job;
}

/** The jobs it is about, each once. */
export function jobsOf({ jobFailures }: Pick<FailureAlert, 'jobFailures'>): string[] {
  return [...new Set(jobFailures.map(({ job }) => job))];
}

/** How many of its mishaps were mended since. */
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
