import type { MachineAction } from '../domain/action';
import type { Approval } from '../domain/approval';
import type { Person } from '../domain/person';
import type { Place } from '../domain/place';
import type { IpReportRequest } from './ip-reports';
import type { PagerEvent } from './on-call';

/** Durable workflows that survive restarts: the only access to the workflow engine. */
export interface Workflows {
  /**
   * Starts a workflow and resolves once that is durable. Idempotent per `id`.
   * @throws {InfrastructureError} nothing was started
   */
  start<Name extends keyof WorkflowInputs>(
    name: Name,
    id: string,
    input: WorkflowInputs[Name],
  ): Promise<void>;
  /**
   * Sends a signal, which is stored until the workflow waits for it. Idempotent per `once` key.
   * @throws {Error} no such workflow
   * @throws {InfrastructureError} nothing was sent
   */
  signal<T extends keyof Signals>(
    id: string,
    topic: T,
    news: Signals[T],
    once?: string,
  ): Promise<void>;
}

/** All workflows and their inputs. */
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
  /** Each attempt is a workflow of its own, so that no memoised step of an earlier one applies. */
  'kept-request': { readonly turn: Turn; readonly kept: PendingAttempt; readonly tries: number };
}

/** A workflow that ended with an error, and how it continues. */
export interface FailedWorkflow {
  readonly id: string;
  readonly name: string;
  readonly error: string;
  readonly failedAt: Date;
  /** How often it was resumed. */
  readonly resumes: number;
  /** When it resumes by itself; missing when it needs review. */
  readonly nextAt?: Date;
}

/** The failed workflows, shared by all replicas. Methods throw the database's errors. */
export interface FailedWorkflows {
  /** Gets the stored record; undefined for a workflow that never failed. */
  get(id: string): Promise<FailedWorkflow | undefined>;
  /** Stores a new failure and opens it for review. Idempotent. */
  save(failed: FailedWorkflow): Promise<void>;
  /** Counts a resumption and ends the review. Not idempotent. */
  resumed(id: string): Promise<void>;
  /** Lists the failures that nobody resumed or dismissed, oldest first. */
  unresolved(): Promise<FailedWorkflow[]>;
  /** Deletes day-old records of other workflows, which have succeeded since. Idempotent. */
  keepOnly(ids: readonly string[]): Promise<void>;
}

/** The command of a turn to retry, and since when it waits. */
export interface PendingAttempt {
  /** Id of the pending request. */
  readonly id: string;
  /** Id of the command within the turn. */
  readonly requestId: string;
  /** ISO 8601: when it was requested. */
  readonly since: string;
}

/** A change of an incident. */
export interface IncidentSighting {
  readonly incidentId: string;
  /**
   * The observed update time; missing when somebody requested the incident, which is then read
   * again.
   */
  readonly updatedAt?: string;
}

/** A rule was muted or resumed: everything that shows its state is rendered again. */
export interface RuleChange {
  readonly rule: string;
  /** Cards posted since then may be outdated. */
  readonly since: string;
  readonly resumed?: { readonly by: Person; readonly at: string };
}

/** The signals that workflows wait for. */
export interface Signals {
  news: PackageSignal;
  /** An action or another failure changed the alert's row. */
  notice: { readonly changed: true };
  pager: PagerEvent;
  /** An approval was decided; the decision is in the database. */
  decision: { readonly state: Approval['state'] };
}

export type PackageSignal =
  | { readonly kind: 'ended'; readonly action: MachineAction }
  | { readonly kind: 'cancel'; readonly by: Person }
  /** Defender is reachable again: retry now. */
  | { readonly kind: 'back' };

/** One message or button press of a person. */
export interface Turn {
  /** Derived from conversation and activity: the same for a redelivery. */
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
        /** The message that contains the button. */
        readonly messageId?: string;
      }
    | { readonly kind: 'edited' }
    | { readonly kind: 'added'; readonly by?: string };
}
