import type { Person } from './person';
import type { Place } from './place';
import type { RetryState } from './retry-state';

/**
 * A request that arrived while Defender could not identify its machines: stored and retried until
 * Defender answers. The collection it starts has the same id.
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

/** The machines as typed. Untrusted text. */
export interface Wanted {
  /** Names, ids and addresses. */
  readonly machines: readonly string[];
  readonly tag?: string;
  readonly incident?: string;
  /** A list that was confirmed before. */
  readonly list?: string;
  /** A collection whose packages are to be retried. */
  readonly retried?: string;
  readonly reason?: string;
}

/** The outcome; the first terminal state wins. */
export interface PendingRequestEnd {
  /** `begun`: started a collection; `answered`: got any other reply. */
  readonly as: 'begun' | 'answered' | 'cancelled' | 'given-up';
  readonly at: Date;
  readonly by?: Person;
}
