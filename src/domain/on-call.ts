import { sentence } from '../language/language';
import type { Person } from './person';

/** How a step of the chain is called that is nobody's name. */
export const theLeads = sentence`the leads`;
export const theChannel = sentence`the operations channel`;

/** Somebody takes the duty for a while, whatever the rotation says. */
export interface Override {
  readonly id: string;
  readonly person: Person;
  readonly from: Date;
  readonly until: Date;
  readonly by: Person;
  readonly madeAt: Date;
}

/** Who is on duty at a moment, since when and until when. */
export interface OnCallPeriod {
  /** Nobody, where the schedule has a hole. */
  readonly person?: Person;
  readonly since?: Date;
  /** When somebody else takes over; unknown where nothing is planned. */
  readonly until?: Date;
  readonly because: 'rotation' | 'override' | 'hole';
}

/** One step of telling: who is told together, and what they are called. */
export interface Step {
  /** "Dana Reyes", "the leads", "the operations channel". Holds names: foreign text. */
  readonly name: string;
  readonly people: readonly Person[];
}
