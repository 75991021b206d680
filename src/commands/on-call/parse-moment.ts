import { type Duration, days as daysLong, hours, minutes } from '../../domain/duration';
import { UserError } from '../../domain/errors';
import { md } from '../../domain/text';
import { instantOf, type WallClock, wallClock, weekday } from '../../domain/wall-clock';
import { t } from '../../language/language';

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const until = /^(?:until|till|til|to)$/i;

// "Until 18:00", typed at 18:24, is more likely a mistake than a span of nearly a day.
const justPassed = hours(6);

/**
 * Parses the moment after "until": `18:00`, `6pm`, `tomorrow 9:00`, `friday 09:00`, `2026-11-23 08:00`.
 * A time without a day is its next occurrence; undefined when it can't be parsed.
 */
export function untilIn(words: readonly string[], now: Date, timeZone: string): Date | undefined {
  return read(words, now, timeZone)?.at;
}

/**
 * Parses the moment for a command that acts on it.
 * @throws {UserError} no day was given and the time has just passed
 */
export function findUntil(
  { verb, words, job }: { verb: string; words: readonly string[]; job?: string | undefined },
  now: Date,
  timeZone: string,
): Date | undefined {
  const found = read(words, now, timeZone);
  if (!found?.isTomorrows) return found?.at;
  const passed = now.getTime() - found.today.getTime();
  if (passed > justPassed) return found.at;
  const tomorrow = [...(job ? [job] : []), ...words.toSpliced(found.start + 1, 0, 'tomorrow')];
  throw new UserError(
    md`${found.said} has already passed today. For tomorrow: ${[verb, ...tomorrow].join(' ')}`,
    [{ title: t`Tomorrow ${found.said}`, verb, words: tomorrow }],
  );
}

interface Read {
  readonly at: Date;
  /** Index of "until" among the words. */
  readonly start: number;
  /** The time as it was typed. */
  readonly said: string;
  readonly today: Date;
  /** No day was given, and the time has passed today. */
  readonly isTomorrows: boolean;
}

function read(words: readonly string[], now: Date, timeZone: string): Read | undefined {
  const start = words.findIndex((word) => until.test(word));
  if (start < 0) return undefined;
  const said = words.slice(start + 1).map((word) => word.toLowerCase());
  const timeAt = said.findIndex((word) => timeIn(word) !== undefined);
  const time = timeAt < 0 ? undefined : timeIn(said[timeAt]!);
  const today = wallClock(now, timeZone);
  const day = said.map((word) => dayIn(word, today)).find((found) => found !== undefined);
  if (!time && !day) return undefined;
  const wall = { ...today, ...day, ...(time ?? { hour: 0, minute: 0 }) };
  const at = instantOf(wall, timeZone);
  const found = { start, said: said[timeAt] ?? '', today: at };
  if (at > now || day) return { ...found, at, isTomorrows: false };
  const next = instantOf({ ...wall, day: wall.day + 1 }, timeZone);
  return { ...found, at: next, isTomorrows: true };
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
  // A named day is in the future: on a Friday, "friday" is a week away.
  if (named >= 0) return { day: today.day + (((named + 1 - weekday(today) + 6) % 7) + 1) };
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(word)?.map(Number) ?? [];
  return year && month && day ? { year, month, day } : undefined;
}

const spans: readonly (readonly [RegExp, (n: number) => Duration])[] = [
  [/^(?:m|mins?|minutes?)$/, minutes],
  [/^(?:h|hrs?|hours?)$/, hours],
  [/^(?:d|days?)$/, daysLong],
];

/** Parses `8h`, `90 min`, `2 hours`; undefined without a duration, or when a start is given. */
export function spanIn(words: readonly string[]): Duration | undefined {
  const said = words.map((word) => word.toLowerCase()).join(' ');
  if (/\b(?:from|since|between)\b/.test(said)) return undefined;
  const [, amount, unit] = /(?:^|\s)(\d{1,4})\s?([a-z]+)\b/.exec(said) ?? [];
  const found = spans.find(([shape]) => shape.test(unit ?? ''));
  return found && amount ? found[1](Number(amount)) : undefined;
}
