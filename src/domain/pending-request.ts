import type { Person } from './person';
import type { Place } from './place';
import type { RetryState } from './retry-state';

/**
 * A request that came while Defender could not say which machines it means: kept, and asked again
 * until Defender answers. What it begins then goes by the same id.
 */
export interface PendingRequest {
  readonly id: string;
  readonly askedBy: Person;
  readonly askedAt: Date;
  readonly place: Place;
  readonly about: Wanted;
  readonly retryState: RetryState;
  readonly end?: PendingRequestEnd;
}

/** What was named, as it was typed. Foreign text. */
export interface Wanted {
  /** Names, ids and addresses. */
  readonly machines: readonly string[];
  readonly tag?: string;
  readonly incident?: string;
  /** A list that was asked about before. */
  readonly list?: string;
  /** A collection whose packages are to be tried again. */
  readonly retried?: string;
  readonly reason?: string;
}

/** What became of it; the first end stands. */
export interface PendingRequestEnd {
  /** `begun`: a collection; `answered`: anything else that is said to a request. */
  readonly as: 'begun' | 'answered' | 'cancelled' | 'given-up';
  readonly at: Date;
  readonly by?: Person;
}
