import type { FailureAlert, FailureDetails, JobFailure } from './failure-alert';
import type { Step } from './on-call';
import type { Person } from './person';

/** A moment and the deadlines derived from it. */
export interface Moment {
  readonly at: Date;
  /** When an unanswered page escalates. */
  readonly escalateAt: Date;
  /** When an assignee is asked for an update, and when no answer reopens the alert. */
  readonly checkAt: Date;
}

/** The result of an action: the alert as it is now, and whether the action changed it. */
export interface Outcome {
  readonly failureAlert: FailureAlert;
  readonly changed: boolean;
}

export type Wish = {
  readonly by: Person;
  readonly request: string;
  readonly version?: number | undefined;
} & (
  | { readonly kind: 'acknowledge' }
  | {
      readonly kind: 'escalate' | 'hand-over';
      readonly to?: Step | undefined;
      readonly note?: string | undefined;
    }
  | { readonly kind: 'snooze'; readonly until: Date }
  | { readonly kind: 'resolve'; readonly note?: string | undefined }
);

export interface Beginning {
  readonly failure: FailureDetails;
  readonly jobFailure: JobFailure;
  readonly chain: readonly Step[];
  /** The chain begins with the fallback. */
  readonly nobodyOnCall?: boolean;
}
