import type { Found } from './cut';
import type { Token } from './token';

/** A point in time as people say it; a missing part is filled in when it is resolved. */
export interface Moment {
  readonly text: string;
  readonly day?: Day;
  readonly time?: { readonly hour: number; readonly minute: number };
  /** Copied from a log with its `Z`. */
  readonly utc?: true;
}

export type Day =
  | { readonly kind: 'today' | 'yesterday' | 'now' }
  | { readonly kind: 'weekday'; readonly weekday: number }
  | { readonly kind: 'date'; readonly year?: number; readonly month: number; readonly day: number }
  /** `3/4`: the third of April or the fourth of March. */
  | { readonly kind: 'unclear'; readonly options: readonly string[] };

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const fullMonths =
  /^(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)$/;
const weekdays =
  /^(?:(mon)(?:day)?|(tue)s?(?:day)?|(wed)(?:nesday)?|(thu)(?:r|rs|rsday)?|(fri)(?:day)?|(sat)(?:urday)?|(sun)(?:day)?)$/;

/** The moment that begins at this token: a day, a time, or both in either order. */
export function momentAt(tokens: readonly Token[], at: number): Found<Moment> | undefined {
  const stamp = timestamp(tokens[at]);
  if (stamp) return { value: stamp, length: 1 };
  const first = dayAt(tokens, at);
  const time = timeAt(tokens, skipAt(tokens, at + (first?.length ?? 0), first !== undefined));
  const timeEnd = time ? time.at + time.length : at + (first?.length ?? 0);
  const later = first || !time ? undefined : dayAt(tokens, timeEnd);
  const end = timeEnd + (later?.length ?? 0);
  if (end === at) return undefined;
  const day = first?.value ?? later?.value;
  const text = tokens.slice(at, end).map((token) => token.text);
  return {
    value: { text: text.join(' '), ...(day && { day }), ...(time && { time: time.value }) },
    length: end - at,
  };
}

/** `2026-11-19T10:00:00Z`, as logs write it. */
function timestamp(token: Token | undefined): Moment | undefined {
  const [, day, hour, minute, zulu] =
    /^(\d{4}-\d\d-\d\d)t(\d\d):(\d\d)(?::\d\d)?(?:\.\d{1,9})?(z)?$/.exec(token?.word ?? '') ?? [];
  const date = day && numericDay(day);
  if (!date || Number(hour) > 23 || Number(minute) > 59) return undefined;
  const time = { hour: Number(hour), minute: Number(minute) };
  return { text: token!.text, day: date, time, ...(zulu && { utc: true as const }) };
}

/** "monday at 10:00". */
function skipAt(tokens: readonly Token[], at: number, afterDay: boolean): number {
  return afterDay && tokens[at]?.word === 'at' ? at + 1 : at;
}

function dayAt(tokens: readonly Token[], at: number): Found<Day> | undefined {
  const word = tokens[at]?.word ?? '';
  if (word === 'today' || word === 'yesterday' || word === 'now')
    return { value: { kind: word }, length: 1 };
  const weekday = weekdays.exec(word)?.slice(1).findIndex(Boolean);
  if (weekday !== undefined) return { value: { kind: 'weekday', weekday: weekday + 1 }, length: 1 };
  const numeric = numericDay(word);
  if (numeric) return { value: numeric, length: 1 };
  return spelledDay(tokens, at);
}

/** `2026-11-19`, `19.11.2026`, `19/11`; a slash with two possible months is unclear. */
function numericDay(word: string): Day | undefined {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(word)?.map(Number);
  if (iso) return date(iso[3]!, iso[2]!, iso[1]);
  const dotted = /^(\d{1,2})\.(\d{1,2})(?:\.(\d{4}|\d{2})?)?$/.exec(word);
  if (dotted) return date(Number(dotted[1]), Number(dotted[2]), yearOf(dotted[3]));
  const slashed = /^(\d{1,2})[/-](\d{1,2})(?:[/-](\d{4}|\d{2}))?$/.exec(word);
  if (!slashed) return undefined;
  const [one, two, year] = [Number(slashed[1]), Number(slashed[2]), yearOf(slashed[3])];
  const [dayFirst, monthFirst] = [date(one, two, year), date(two, one, year)];
  if (!dayFirst || !monthFirst || one === two) return dayFirst ?? monthFirst;
  const spoken = (day: number, month: number) =>
    [day, months[month - 1]!.replace(/^./, (letter) => letter.toUpperCase()), year ?? []].flat();
  return { kind: 'unclear', options: [spoken(one, two).join(' '), spoken(two, one).join(' ')] };
}

/** `19 Nov 2026`, `November 19`, `19th of November`. */
function spelledDay(tokens: readonly Token[], at: number): Found<Day> | undefined {
  const [first = '', second = ''] = [tokens[at]?.word, tokens[at + 1]?.word];
  const of = second === 'of' ? 1 : 0;
  const third = tokens[at + 1 + of]?.word ?? '';
  const dayFirst = dayNumber(first) && fullMonths.test(third);
  const monthFirst = fullMonths.test(first) && dayNumber(second);
  if (!dayFirst && !monthFirst) return undefined;
  const month = months.indexOf((dayFirst ? third : first).slice(0, 3)) + 1;
  const length = dayFirst ? 2 + of : 2;
  const year = /^20\d\d$/.exec(tokens[at + length]?.word ?? '')?.[0];
  const value = date(dayNumber(dayFirst ? first : second), month, year ? Number(year) : undefined);
  return value && { value, length: length + (year ? 1 : 0) };
}

const dayNumber = (word: string) => Number(/^(\d{1,2})(?:st|nd|rd|th|\.)?$/.exec(word)?.[1] ?? 0);

const yearOf = (digits?: string) =>
  digits ? Number(digits) + (digits.length === 2 ? 2000 : 0) : undefined;

function date(day: number, month: number, year?: number): Day | undefined {
  // A leap year stands in for a missing one.
  const real = new Date(Date.UTC(year ?? 2024, month - 1, day));
  if (real.getUTCMonth() !== month - 1 || real.getUTCDate() !== day) return undefined;
  return { kind: 'date', month, day, ...(year !== undefined && { year }) };
}

function timeAt(tokens: readonly Token[], at: number) {
  const word = tokens[at]?.word ?? '';
  const next = tokens[at + 1]?.word;
  const apart = /^\d{1,2}(?::\d\d)?$/.test(word) && (next === 'am' || next === 'pm');
  const [, hours, minutes, half] =
    /^(\d{1,2})(?::(\d\d)(?::\d\d)?)?(am|pm)?$/.exec(apart ? word + next : word) ?? [];
  if (!hours || (!minutes && !half)) return undefined;
  const noon = half ? Number(hours) % 12 : Number(hours);
  const hour = noon + (half === 'pm' ? 12 : 0);
  if (hour > 23 || Number(minutes ?? 0) > 59) return undefined;
  return { value: { hour, minute: Number(minutes ?? 0) }, at, length: apart ? 2 : 1 };
}
