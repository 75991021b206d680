import type { FailureAlert, FailureDetails, JobFailure } from './failure-alert';
import type { Step } from './on-call';
import type { Person } from './person';

/** When it happens, and the moments that follow from it. */
export interface Moment {
  readonly at: Date;
  /** When an unanswered page goes to the next. */
  readonly escalateAt: Date;
  /** When a holder is asked, and when an unanswered question gives the notice back. */
  readonly checkAt: Date;
}

/** What became of a wish: the notice as it is now, and whether the wish changed it. */
export interface Outcome {
  readonly failureAlert: FailureAlert;
  readonly changed: boolean;
}

export type Wish = { readonly by: Person; readonly request: string; readonly version?: number } & (
  | { readonly kind: 'acknowledge' }
  | { readonly kind: 'escalate' | 'hand-over'; readonly to?: Step; readonly note?: string }
  | { readonly kind: 'snooze'; readonly until: Date }
  | { readonly kind: 'resolve'; readonly note?: string }
);

export interface Beginning {
  readonly failure: FailureDetails;
  readonly jobFailure: JobFailure;
  readonly chain: readonly Step[];
  /** The chain begins with the fallback. */
  readonly nobodyOnCall?: boolean;
}
