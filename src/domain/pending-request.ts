import type { Hindrance } from './retry-state';
import type { Person } from './person';
import type { Place } from './place';

/**
 * A request that came while Defender could not say which machines it means: kept, and asked again
 * until Defender answers. What it begins then goes by the same id.
 */
export interface KeptRequest {
  readonly id: string;
  readonly askedBy: Person;
  readonly askedAt: Date;
  readonly place: Place;
  readonly about: Wanted;
  readonly hindrance: Hindrance;
  readonly end?: KeptEnd;
}

/** The name of the story of its next try: what becomes of it meanwhile is told there. */
export function storyOfNextTry({ hindrance, id }: Pick<KeptRequest, 'hindrance' | 'id'>): string {
  return `kept:${id}:${hindrance.tries + 1}`;
}

/** What was named, as it was typed. Foreign text. */
export interface Wanted {
  /** Names, ids and addresses. */
  readonly machines: readonly string[];
  readonly tag?: string;
  readonly incident?: string;
  /** A list that was asked about before. */
  readonly list?: string;
  readonly reason?: string;
}

/** What became of it; the first end stands. */
export interface KeptEnd {
  /** `begun`: a collection; `answered`: anything else that is said to a request. */
  readonly as: 'begun' | 'answered' | 'cancelled' | 'given-up';
  readonly at: Date;
  readonly by?: Person;
}
