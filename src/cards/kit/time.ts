import { inWords } from '../../domain/duration';
import { language, t } from '../../language/language';
import type { RenderContext } from './render-context';

// Each locale knows the short names of its own zones only, and writes "GMT+1" for the rest.
const localesByZoneName = ['en-GB', 'en-US', 'en-AU', 'en-IN', 'en-ZA', 'en-CA'];
const formats = new Map<string, Intl.DateTimeFormat>();

/** "10:41 CET"; with the day where it is not today's: "Thu 20 Nov 10:41 CET". */
export function clock(at: Date, { now, timeZone }: RenderContext): string {
  const { time, zone } = parts(at, timeZone);
  return `${dayUnlessToday(at, now, timeZone)}${time} ${zone}`;
}

/** "10:41 CET (3 min ago)", "10:44 CET (in 2 min)". */
export function moment(at: Date, view: RenderContext): string {
  return `${clock(at, view)} (${ago(at, view)})`;
}

/** "3 min ago", "in 2 min", "just now". */
export function ago(at: Date, { now }: RenderContext): string {
  const ms = now.getTime() - at.getTime();
  if (Math.abs(ms) < 5000) return t`just now`;
  return ms > 0 ? t`${inWords(ms)} ago` : t`in ${inWords(-ms)}`;
}

/**
 * "Thu 19 Nov 10:30 → Fri 20 Nov 10:30 CET": both ends in full, so that a copy stays correct; a
 * single minute appears once.
 */
export function span(from: Date, to: Date, { timeZone }: RenderContext): string {
  const first = parts(from, timeZone);
  const last = parts(to, timeZone);
  const isOneMinute = Math.floor(from.getTime() / 60_000) === Math.floor(to.getTime() / 60_000);
  if (isOneMinute) return `${last.day} ${last.time} ${last.zone}`;
  const zone = first.zone === last.zone ? '' : ` ${first.zone}`;
  return `${first.day} ${first.time}${zone} → ${last.day} ${last.time} ${last.zone}`;
}

/** "48 MB", "1.4 GB": decimal units, as disks and browsers use. */
export function size(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let amount = bytes;
  let unit = 0;
  while (amount >= 999.5 && unit < units.length - 1) {
    amount /= 1000;
    unit += 1;
  }
  if (unit === 0) return t`${bytes} bytes`;
  const digits = amount < 10 ? 1 : 0;
  return `${decimal(Number(amount.toFixed(digits)), digits)} ${units[unit]}`;
}

function decimal(amount: number, digits: number): string {
  const places = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return amount.toLocaleString(language().locale, { ...places, useGrouping: false });
}

function dayUnlessToday(at: Date, now: Date, timeZone: string): string {
  const { day, year } = parts(at, timeZone);
  const today = parts(now, timeZone);
  if (year !== today.year) return `${day} ${year} `;
  return day === today.day ? '' : `${day} `;
}

function parts(at: Date, timeZone: string) {
  const found = new Map(
    formatFor(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  return {
    day: t`${found.get('weekday')!} ${found.get('day')!} ${found.get('month')!}`,
    year: found.get('year')!,
    time: `${found.get('hour')}:${found.get('minute')}`,
    zone: zoneName(at, timeZone),
  };
}

function zoneName(at: Date, timeZone: string): string {
  const names = localesByZoneName.map((locale) => nameIn(locale, at, timeZone));
  const name = names.find((candidate) => !/^(GMT|UTC)[+-]/.test(candidate)) ?? names[0]!;
  return name.replace(/^GMT(?=[+-])/, 'UTC');
}

function nameIn(locale: string, at: Date, timeZone: string): string {
  const format = formatFor(timeZone, locale);
  return format.formatToParts(at).find(({ type }) => type === 'timeZoneName')!.value;
}

/** Creating a format costs more than using it a thousand times. */
function formatFor(timeZone: string, locale = language().locale): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone}`;
  const known = formats.get(key) ?? newFormat(locale, timeZone);
  // The zone comes from the client: an unknown one must not break the card.
  if (!known) return formatFor('UTC', locale);
  formats.set(key, known);
  return known;
}

function newFormat(locale: string, timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat(locale, {
      timeZone,
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      timeZoneName: 'short',
    });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
