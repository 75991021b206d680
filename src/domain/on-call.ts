import { sentence } from '../language/language';
import type { Person } from './person';

/** Names of levels that are not a person. */
export const theLeads = sentence`the leads`;
export const theChannel = sentence`the operations channel`;

/** A temporary change of the schedule: somebody is on call regardless of the rotation. */
export interface Override {
  readonly id: string;
  readonly person: Person;
  readonly from: Date;
  readonly until: Date;
  readonly by: Person;
  readonly madeAt: Date;
}

/** Who is on call at a moment, since when and until when. */
export interface OnCallPeriod {
  /** Nobody in a coverage gap. */
  readonly person?: Person;
  readonly since?: Date;
  /** When somebody else takes over; undefined where nothing is planned. */
  readonly until?: Date | undefined;
  readonly because: 'rotation' | 'override' | 'hole';
}

/** One level of the escalation chain: the people who are paged together, and their name. */
export interface Step {
  /** "Dana Reyes", "the leads", "the operations channel". Contains names: untrusted text. */
  readonly name: string;
  readonly people: readonly Person[];
}
