import { counted } from '../domain/counted';
import { instantOf, knownZone, type WallClock, wallClock, weekday } from '../domain/wall-clock';
import type { Moment } from './moment';

/** A span of time as it was said; `text` is how it is said back. */
export type Window =
  | { readonly kind: 'last'; readonly text: string; readonly amount: number; readonly unit: Unit }
  | { readonly kind: 'since'; readonly text: string; readonly from: Moment }
  | { readonly kind: 'range'; readonly text: string; readonly from: Moment; readonly to: Moment }
  | { readonly kind: 'today' | 'yesterday' | 'this week'; readonly text: string }
  /** Can't be resolved: ask which of the options was meant (`needs: 'date'`). */
  | { readonly kind: 'unclear'; readonly text: string; readonly options: readonly string[] };

export type Unit = 'minute' | 'hour' | 'day' | 'week' | 'month';

/** What is meant when nothing is said. */
export const defaultWindow: Window = { kind: 'last', text: 'last 24H', amount: 24, unit: 'hour' };

/** The longest span that is looked through at once. */
export const maxDays = 30;
const minute = 60_000;

interface Span {
  readonly from: Date;
  readonly to: Date;
}

/**
 * Makes a window absolute: by the sender's clock, so that "today" begins at their midnight.
 *
 * Hours are counted through a change of clocks, days and weeks keep the time of day. It never reaches
 * into the future, and never further back than 30 days before its end: the label says when it was cut.
 *
 * @throws {RangeError} for an unclear window, which must be asked about instead
 */
export function resolveWindow(
  window: Window,
  now: Date,
  timeZone: string,
  labelZone: string = timeZone,
): { from: Date; to: Date; label: string; isCut: boolean } {
  const zone = knownZone(timeZone);
  const shownIn = knownZone(labelZone);
  const span = spanOf(window, now, zone);
  const to = earlier(span.to, now);
  const earliest = shifted(to, { days: -maxDays }, zone);
  const isCut = span.from < earliest;
  const from = isCut ? earliest : earlier(span.from, to);
  const cut = isCut ? `, cut to ${counted(maxDays, 'day')}` : '';
  return { from, to, label: `${shown(from, shownIn)} → ${shown(to, shownIn)}${cut}`, isCut };
}

const earlier = (one: Date, other: Date) => (one < other ? one : other);

function spanOf(window: Window, now: Date, zone: string): Span {
  const midnight = startOfDay(now, zone);
  switch (window.kind) {
    case 'last':
      return { from: before(now, window.amount, window.unit, zone), to: now };
    case 'since':
      return { from: resolve(window.from, now, zone, 'start'), to: now };
    case 'range': {
      const [one, other] = [window.from, window.to].map((side) =>
        resolve(side, now, zone, 'start'),
      );
      const [first, last] = one! > other! ? [window.to, window.from] : [window.from, window.to];
      return { from: resolve(first, now, zone, 'start'), to: resolve(last, now, zone, 'end') };
    }
    case 'today':
      return { from: midnight, to: now };
    case 'yesterday':
      return { from: shifted(midnight, { days: -1 }, zone), to: midnight };
    case 'this week':
      return {
        from: shifted(midnight, { days: 1 - weekday(wallClock(now, zone)) }, zone),
        to: now,
      };
    case 'unclear':
      throw new RangeError(`"${window.text}" can mean ${window.options.join(' or ')}`);
  }
}

function before(now: Date, amount: number, unit: Unit, zone: string): Date {
  if (unit === 'minute') return new Date(now.getTime() - amount * minute);
  if (unit === 'hour') return new Date(now.getTime() - amount * 60 * minute);
  if (unit === 'month') return shifted(now, { months: -amount }, zone);
  return shifted(now, { days: unit === 'week' ? -7 * amount : -amount }, zone);
}

/** A bare day means its first minute, or its last where a range ends with it. */
function resolve(moment: Moment, now: Date, zone: string, edge: 'start' | 'end'): Date {
  const where = moment.utc ? 'UTC' : zone;
  const today = wallClock(now, where);
  if (moment.day?.kind === 'now') return now;
  const day = dayOf(moment, today);
  if (moment.time) {
    const at = instantOf({ ...day, ...moment.time }, where);
    // "since 22:00", said in the morning, means last night.
    return !moment.day && at > now ? shifted(at, { days: -1 }, where) : at;
  }
  const end = edge === 'end' ? 1 : 0;
  return instantOf({ ...day, day: day.day + end, hour: 0, minute: 0 }, where);
}

function dayOf({ day }: Moment, today: WallClock): WallClock {
  if (day?.kind === 'yesterday') return { ...today, day: today.day - 1 };
  if (day?.kind === 'weekday')
    return { ...today, day: today.day - ((weekday(today) - day.weekday + 7) % 7) };
  if (day?.kind !== 'date') return today;
  // Without a year: the last time this date came round.
  const ahead = day.month > today.month || (day.month === today.month && day.day > today.day);
  const year = day.year ?? (ahead ? today.year - 1 : today.year);
  return { ...today, year, month: day.month, day: day.day };
}

function startOfDay(now: Date, zone: string): Date {
  return instantOf({ ...wallClock(now, zone), hour: 0, minute: 0 }, zone);
}

function shifted(at: Date, by: { days?: number; months?: number }, zone: string): Date {
  const wall = wallClock(at, zone);
  const rest = at.getTime() % minute;
  const { days = 0, months = 0 } = by;
  const month = wall.month + months;
  // 31 March less a month is the last of February.
  const lastDay = new Date(Date.UTC(wall.year, month, 0)).getUTCDate();
  const day = (months ? Math.min(wall.day, lastDay) : wall.day) + days;
  return new Date(instantOf({ ...wall, month, day }, zone).getTime() + rest);
}

function shown(at: Date, timeZone: string): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return format.format(at).replaceAll(',', '');
}
