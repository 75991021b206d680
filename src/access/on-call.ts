import { type Duration, minutes } from '../domain/duration';
import type { Moment } from '../domain/failure-alert-wish';
import {
  type OnCallPeriod,
  type Override,
  type Step,
  theChannel,
  theLeads,
} from '../domain/on-call';
import type { Person } from '../domain/person';
import { instantOf, wallClock } from '../domain/wall-clock';
import type { Policy } from './schema';

export type OnCall = Policy['onCall'];

const aDayMs = 86_400_000;
/** Leads that are notified one by one; with more, a channel fits better. */
export const maxLeads = 5;
// An assignee who sends no update is asked after this span, and unassigned after the same span again.
const betweenChecks = minutes(30);

/** Returns who is on call at a moment: the latest override wins over the rotation. */
export function onCallAt(onCall: OnCall, overrides: readonly Override[], at: Date): OnCallPeriod {
  const covering = overrides
    .filter(({ from, until }) => from <= at && at < until)
    .toSorted((a, b) => a.madeAt.getTime() - b.madeAt.getTime())
    .at(-1);
  const planned = rotationAt(onCall, at);
  const coming = overrides.map(({ from }) => from).filter((from) => from > at);
  if (covering) {
    const { person, from, until } = covering;
    return { person, since: from, until: earliest([until, ...coming]), because: 'override' };
  }
  return { ...planned, until: earliest([...(planned.until ? [planned.until] : []), ...coming]) };
}

/**
 * Returns the escalation chain at a moment: the person on call, then `then`, then the leads, then
 * the operations channel again.
 */
export function chainAt(
  { onCall, leads }: { readonly onCall: OnCall; readonly leads: readonly Person[] },
  overrides: readonly Override[],
  at: Date,
): Step[] {
  const { person } = onCallAt(onCall, overrides, at);
  const people = [...(person ? [person] : []), ...onCall.then.map((key) => onCall.people[key]!)];
  const unique = [...new Map(people.map((one) => [one.id.toLowerCase(), one])).values()];
  const others = leads.filter((lead) => !unique.some(({ id }) => sameId(id, lead.id)));
  return [
    ...unique.map((one): Step => ({ name: one.name, people: [one] })),
    ...(others.length > 0 ? [{ name: theLeads, people: others }] : []),
    { name: theChannel, people: [] },
  ];
}

/** Returns a moment with its escalation and check times by the policy, on the scaled clock. */
export function momentAt(
  { escalateAfterMinutes }: OnCall,
  at: Date,
  clock: { real(span: Duration): number },
): Moment {
  const after = (span: Duration) => new Date(at.getTime() + clock.real(span));
  return { at, escalateAt: after(minutes(escalateAfterMinutes)), checkAt: after(betweenChecks) };
}

/** The time zone of the schedule and its cards: the rotation's, or this machine's. */
export function zoneOf({ rotation }: OnCall): string {
  return rotation?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** The leads that the policy lists by id, without groups and "*". */
export function leadsOf({ onCall, roles }: Pick<Policy, 'onCall' | 'roles'>): Person[] {
  const known = Object.values(onCall.people);
  return roles.lead.users
    .filter((id) => id !== '*')
    .slice(0, maxLeads)
    .map((id) => known.find((one) => sameId(one.id, id)) ?? { id, name: 'Lead' });
}

/** Finds a person of the schedule by key, first name or full name. */
export function personNamed({ people }: OnCall, said: string): Person | undefined {
  const wanted = said.trim().toLowerCase();
  if (wanted === '') return undefined;
  const entries = Object.entries(people);
  const exact = entries.filter(
    ([key, { name }]) => key.toLowerCase() === wanted || name.toLowerCase() === wanted,
  );
  const first = entries.filter(([, { name }]) => name.toLowerCase().split(/\s+/)[0] === wanted);
  // An ambiguous first name matches nobody.
  const [only, ...others] = exact.length > 0 ? exact : first;
  return only && others.length === 0 ? only[1] : undefined;
}

/** The people of the schedule as choices; the value is the key that can be typed. */
export function scheduleChoices({ people }: OnCall): { title: string; value: string }[] {
  return Object.entries(people).map(([value, { name }]) => ({ title: name, value }));
}

export function isOnSchedule({ people }: OnCall, { id }: Pick<Person, 'id'>): boolean {
  return id !== '' && Object.values(people).some((one) => sameId(one.id, id));
}

function sameId(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/**
 * Returns the rotation's turn. It changes at the same local time all year round: a turn with a
 * daylight-saving change is an hour longer or shorter.
 */
function rotationAt({ rotation, people }: OnCall, at: Date): OnCallPeriod {
  if (!rotation) return { because: 'hole' };
  const first = turnStart(rotation, 0);
  if (at < first) return { until: first, because: 'hole' };
  const days = rotation.every === 'week' ? 7 : 1;
  let turn = Math.floor((at.getTime() - first.getTime()) / (days * aDayMs));
  while (turnStart(rotation, turn) > at) turn -= 1;
  while (turnStart(rotation, turn + 1) <= at) turn += 1;
  const key = rotation.people[turn % rotation.people.length]!;
  return {
    person: people[key]!,
    since: turnStart(rotation, turn),
    until: turnStart(rotation, turn + 1),
    because: 'rotation',
  };
}

type Rotation = NonNullable<OnCall['rotation']>;

function turnStart({ from, every, timeZone }: Rotation, turn: number): Date {
  const wall = wallClock(new Date(`${from}Z`), 'UTC');
  const days = turn * (every === 'week' ? 7 : 1);
  return instantOf({ ...wall, day: wall.day + days }, timeZone);
}

function earliest(moments: readonly Date[]): Date | undefined {
  return moments.toSorted((a, b) => a.getTime() - b.getTime())[0];
}
