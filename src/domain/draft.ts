import type { Suggestion } from './errors';
import type { Person } from './person';

/**
 * A question to one requester: a list to confirm, frozen, so that the button starts what the card
 * said; or a choice or a form, which have no list.
 */
export interface Draft {
  readonly id: string;
  readonly askedBy: Person;
  readonly kind?: 'choice' | 'form';
  /** Starts the same for another person, without the requester's reason. */
  readonly restart?: Suggestion;
  readonly machineIds: readonly string[];
  /** Those that an incident calls compromised: they come first. */
  readonly compromised: readonly string[];
  /** Names nobody knows, as they were typed. Foreign text. */
  readonly unknown: readonly string[];
  readonly reason?: string;
  readonly incident?: string;
  readonly ticket?: string;
  readonly expiresAt: Date;
  /** What became of it; the first answer stands. */
  readonly end?: DraftEnd;
}

export interface DraftEnd {
  readonly as: 'started' | 'cancelled';
  readonly at: Date;
}
