import type { MachineAction } from '../domain/action';
import type { Approval } from '../domain/approval';
import type { Person } from '../domain/person';
import type { Place } from '../domain/place';
import type { IpReportRequest } from './ip-reports';
import type { PagerEvent } from './on-call';

/** Long stories that survive a restart; the only door to the workflow engine. */
export interface Workflows {
  /** Starts a story once: the same id again changes nothing. */
  start<Name extends keyof WorkflowInputs>(
    name: Name,
    id: string,
    input: WorkflowInputs[Name],
  ): Promise<void>;
  /** Tells a story something; kept until it listens. The same `once` key is told once. */
  signal<T extends keyof Signals>(
    id: string,
    topic: T,
    news: Signals[T],
    once?: string,
  ): Promise<void>;
}

/** The stories there are, and what each needs to begin. */
export interface WorkflowInputs {
  turn: Turn;
  'collect-package': { readonly packageId: string; readonly attempt: number };
  'finish-collection': { readonly collectionId: string; readonly attempt: number };
  'ip-report': IpReportRequest;
  'renew-report': { readonly reportId: string };
  incident: IncidentSighting;
  'rule-changed': RuleChange;
  'ip-prevalence': { readonly reportId: string };
  digest: { readonly conversationId: string; readonly since: string; readonly due: string };
  notice: { readonly noticeId: string };
  pager: { readonly noticeId: string };
  approval: { readonly collectionId: string };
  /** Input of the workflow that failed. */
  'workflow-failed': {
    readonly workflowId: string;
    readonly name: string;
    readonly input: unknown;
  };
  /** One try each, so that none is remembered as another one. */
  'kept-request': { readonly turn: Turn; readonly kept: PendingAttempt; readonly tries: number };
}

/** A workflow that ended with an error, and what is done about it. */
export interface FailedWorkflow {
  readonly id: string;
  readonly name: string;
  readonly error: string;
  readonly failedAt: Date;
  /** How often it was resumed. */
  readonly resumes: number;
  /** When it resumes by itself; missing when somebody has to look at it. */
  readonly nextAt?: Date;
}

/** The failed workflows, shared by all replicas. */
export interface FailedWorkflows {
  /** The record as stored; undefined for a workflow that never failed. */
  get(id: string): Promise<FailedWorkflow | undefined>;
  /** Stores a new failure and opens it for review. Idempotent. */
  save(failed: FailedWorkflow): Promise<void>;
  /** Counts a resumption and ends the review. */
  resumed(id: string): Promise<void>;
  /** Those that nobody resumed or dismissed, oldest first. */
  unresolved(): Promise<FailedWorkflow[]>;
  /** Deletes day-old records of other workflows, which have succeeded since. Idempotent. */
  keepOnly(ids: readonly string[]): Promise<void>;
}

/** Which command of a turn is asked again, and since when it waits. */
export interface PendingAttempt {
  /** Of the kept request. */
  readonly id: string;
  /** Of the command within the turn. */
  readonly requestId: string;
  /** ISO 8601: when it was asked for. */
  readonly since: string;
}

/** An incident that there is something new about. */
export interface IncidentSighting {
  readonly incidentId: string;
  /** Of the state that was seen; without it the incident is read anew, because somebody asked for it. */
  readonly updatedAt?: string;
}

/** Somebody muted or resumed a rule: what says how it stands is drawn anew. */
export interface RuleChange {
  readonly rule: string;
  /** Cards that were shown since then may have to say something else now. */
  readonly since: string;
  readonly resumed?: { readonly by: Person; readonly at: string };
}

/** What stories wait for. */
export interface Signals {
  news: PackageSignal;
  /** Somebody decided, or more failed: the row knows what. */
  notice: { readonly changed: true };
  pager: PagerEvent;
  /** An approval was decided; what was decided stands in the database. */
  decision: { readonly state: Approval['state'] };
}

export type PackageSignal =
  | { readonly kind: 'ended'; readonly action: MachineAction }
  | { readonly kind: 'cancel'; readonly by: Person }
  /** Defender, which was away, answers: whoever waits for it may ask at once. */
  | { readonly kind: 'back' };

/** One thing a person said or pressed, in our own plain form. */
export interface Turn {
  /** Derived from conversation and activity: a redelivery has the same. */
  readonly id: string;
  readonly person: Person;
  readonly place: Place;
  readonly at: string;
  readonly locale?: string;
  readonly timeZone?: string;
  readonly said:
    | {
        readonly kind: 'message';
        readonly text: string;
        readonly html?: string;
        readonly mentions: readonly { id: string; name: string; text: string }[];
      }
    | {
        readonly kind: 'press';
        readonly verb: string;
        readonly words: readonly string[];
        readonly inputs: Readonly<Record<string, string>>;
        /** The message the button stood on. */
        readonly messageId?: string;
      }
    | { readonly kind: 'edited' }
    | { readonly kind: 'added'; readonly by?: string };
}
