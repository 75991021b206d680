import type { State } from './collection';
import type { FailureAlert } from './failure-alert';
import type { Person } from './person';
import type { Place } from './place';
import { instantOf, wallClock } from './wall-clock';

/** Counts of what happened since a moment. */
export interface Activity {
  readonly asked: number;
  readonly ready: number;
  readonly failed: number;
  /** Cancelled or abandoned. */
  readonly dropped: number;
  readonly reports: number;
  readonly reportsFailed: number;
  /** Alerts that were opened or got another failure. */
  readonly failureAlerts: number;
}

/** A package in a list; its machine's name is untrusted text. */
export interface ListedPackage {
  readonly machine: string;
  readonly collectionId: string;
  readonly state: State;
  readonly since: Date;
}

/** The first entries of a list, and its total length. */
export interface Some<T> {
  readonly count: number;
  readonly first: readonly T[];
}

/** The open items for a shift handover. */
export interface OpenThings {
  readonly failureAlerts: Some<FailureAlert>;
  /** Not yet ended. */
  readonly waiting: Some<ListedPackage>;
  /** Ready, but not downloaded by anybody. */
  readonly unopened: Some<ListedPackage>;
}

export function happened(activity: Activity): boolean {
  return Object.values(activity).some((count) => count > 0);
}

/** Returns whether nothing failed and nobody needs to act. */
export function isGreen(
  { failed, reportsFailed }: Activity,
  { failureAlerts, waiting }: OpenThings,
): boolean {
  return failed + reportsFailed + failureAlerts.count + waiting.count === 0;
}

/** A channel's daily digest. */
export interface Digest {
  readonly place: Place;
  /** `07:30`, local time in the zone. */
  readonly time: string;
  readonly timeZone: string;
  readonly by: Person;
  readonly setAt: Date;
  /** The end of the period that the last digest covered. */
  readonly toldAt: Date;
}

/** Returns the latest due moment of a digest that is not after `now`. */
export function lastDue({ time, timeZone }: Pick<Digest, 'time' | 'timeZone'>, now: Date): Date {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const today = wallClock(now, timeZone);
  const due = instantOf({ ...today, hour, minute }, timeZone);
  return due <= now ? due : instantOf({ ...today, day: today.day - 1, hour, minute }, timeZone);
}
