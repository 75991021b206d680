import type { Suggestion } from './errors';
import type { Person } from './person';

/**
 * A question to one requester. A list to confirm is frozen, so that the button starts exactly what
 * the card shows; a choice or a form has no list.
 */
export interface Draft {
  readonly id: string;
  readonly askedBy: Person;
  readonly kind?: 'choice' | 'form';
  /** Starts the same for another person, without the requester's reason. */
  readonly restart?: Suggestion;
  readonly machineIds: readonly string[];
  /** Machines that an incident marks as compromised: they come first. */
  readonly compromised: readonly string[];
  /** Unknown names as typed. Untrusted text. */
  readonly unknown: readonly string[];
  readonly reason?: string;
  readonly incident?: string;
  readonly ticket?: string;
  readonly expiresAt: Date;
  /** The outcome; the first answer wins. */
  readonly end?: DraftEnd;
}

export interface DraftEnd {
  readonly as: 'started' | 'cancelled';
  readonly at: Date;
}
