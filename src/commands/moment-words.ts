import { type Duration, days as daysLong, hours, minutes } from '../domain/duration';
import { instantOf, type WallClock, wallClock, weekday } from '../domain/wall-clock';

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const until = /^(?:until|till|til|to)$/i;

/**
 * The moment after "until": `18:00`, `6pm`, `tomorrow 9:00`, `friday 09:00`, `2026-11-23 08:00`.
 * A time without a day is the next such time; nothing where it can't be read.
 */
export function untilIn(words: readonly string[], now: Date, timeZone: string): Date | undefined {
  const start = words.findIndex((word) => until.test(word));
  if (start < 0) return undefined;
  const said = words.slice(start + 1).map((word) => word.toLowerCase());
  const time = said.map(timeIn).find((found) => found !== undefined);
  const today = wallClock(now, timeZone);
  const day = said.map((word) => dayIn(word, today)).find((found) => found !== undefined);
  if (!time && !day) return undefined;
  const wall = { ...today, ...day, ...(time ?? { hour: 0, minute: 0 }) };
  const at = instantOf(wall, timeZone);
  if (at > now || day) return at;
  return instantOf({ ...wall, day: wall.day + 1 }, timeZone);
}

function timeIn(word: string): Pick<WallClock, 'hour' | 'minute'> | undefined {
  if (word === 'noon') return { hour: 12, minute: 0 };
  if (word === 'midnight') return { hour: 0, minute: 0 };
  const [, hours, minutes, half] = /^(\d{1,2})(?::(\d\d))?(am|pm)?$/.exec(word) ?? [];
  if (!hours || (!minutes && !half)) return undefined;
  const hour = half ? (Number(hours) % 12) + (half === 'pm' ? 12 : 0) : Number(hours);
  if (hour > 23 || Number(minutes ?? 0) > 59) return undefined;
  return { hour, minute: Number(minutes ?? 0) };
}

function dayIn(word: string, today: WallClock): Partial<WallClock> | undefined {
  if (word === 'today') return {};
  if (word === 'tomorrow') return { day: today.day + 1 };
  const named = word.length >= 3 ? days.findIndex((day) => word.startsWith(day)) : -1;
  // The named day is ahead: said on a Friday, "friday" is a week away.
  if (named >= 0) return { day: today.day + (((named + 1 - weekday(today) + 6) % 7) + 1) };
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(word)?.map(Number) ?? [];
  return year && month && day ? { year, month, day } : undefined;
}

const spans: readonly (readonly [RegExp, (n: number) => Duration])[] = [
  [/^(?:m|mins?|minutes?)$/, minutes],
  [/^(?:h|hrs?|hours?)$/, hours],
  [/^(?:d|days?)$/, daysLong],
];

/** `8h`, `90 min`, `2 hours`; nothing where none is said, or where it says when it begins. */
export function spanIn(words: readonly string[]): Duration | undefined {
  const said = words.map((word) => word.toLowerCase()).join(' ');
  if (/\b(?:from|since|between)\b/.test(said)) return undefined;
  const [, amount, unit] = /(?:^|\s)(\d{1,4})\s?([a-z]+)\b/.exec(said) ?? [];
  const found = spans.find(([shape]) => shape.test(unit ?? ''));
  return found && amount ? found[1](Number(amount)) : undefined;
}
