import type { State } from './collection';
import type { FailureAlert } from './failure-alert';
import type { Person } from './person';
import type { Place } from './place';
import { instantOf, wallClock } from './wall-clock';

/** What happened since a moment, in numbers. */
export interface Activity {
  readonly asked: number;
  readonly ready: number;
  readonly failed: number;
  /** Cancelled, or no longer waited for. */
  readonly dropped: number;
  readonly reports: number;
  readonly reportsFailed: number;
  /** Notices that were opened, or had another failure. */
  readonly failureAlerts: number;
}

/** A package in a list: its machine's name is foreign text. */
export interface ListedPackage {
  readonly machine: string;
  readonly collectionId: string;
  readonly state: State;
  readonly since: Date;
}

/** A list cut to its first ones, and how many there are. */
export interface Some<T> {
  readonly count: number;
  readonly first: readonly T[];
}

/** What somebody who takes over has to know. */
export interface OpenThings {
  readonly failureAlerts: Some<FailureAlert>;
  /** Not over yet. */
  readonly waiting: Some<ListedPackage>;
  /** Ready, and taken out by nobody. */
  readonly unopened: Some<ListedPackage>;
}

export function happened(activity: Activity): boolean {
  return Object.values(activity).some((count) => count > 0);
}

/** Nothing failed and nobody has to do anything. */
export function isGreen(
  { failed, reportsFailed }: Activity,
  { failureAlerts, waiting }: OpenThings,
): boolean {
  return failed + reportsFailed + failureAlerts.count + waiting.count === 0;
}

/** A channel that is told every day how things stand. */
export interface Digest {
  readonly place: Place;
  /** `07:30` on the clock of the zone. */
  readonly time: string;
  readonly timeZone: string;
  readonly by: Person;
  readonly setAt: Date;
  /** What happened since was not told yet. */
  readonly toldAt: Date;
}

/** The newest moment of a digest that lies not after `now`. */
export function lastDue({ time, timeZone }: Pick<Digest, 'time' | 'timeZone'>, now: Date): Date {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const today = wallClock(now, timeZone);
  const due = instantOf({ ...today, hour, minute }, timeZone);
  return due <= now ? due : instantOf({ ...today, day: today.day - 1, hour, minute }, timeZone);
}
