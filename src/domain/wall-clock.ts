/** A wall-clock reading in some zone. */
export interface WallClock {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

const minute = 60_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** Returns the zone if it is known, else UTC: clients may send anything. */
export function knownZone(timeZone: string): string {
  try {
    formatOf(timeZone);
    return timeZone;
  } catch (cause) {
    if (cause instanceof RangeError) return 'UTC';
    throw cause;
  }
}

/** Returns what a clock in the zone shows at that instant. */
export function wallClock(instant: Date, timeZone: string): WallClock {
  const parts = formatOf(timeZone).formatToParts(instant);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
  };
}

/**
 * Returns the instant at which the zone's clocks show this; days and hours may overflow (`day: 0`).
 *
 * For an hour that occurs twice, the first; for one that is skipped, the corresponding time after
 * the gap.
 */
export function instantOf(wall: WallClock, timeZone: string): Date {
  const asUtc = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute);
  // The offset changes at most once near a date: the days before and after give both values.
  const offsets = [-1, 1].map((days) => offsetAt(asUtc + days * 24 * 60 * minute, timeZone));
  const candidates = offsets
    .map((offset) => asUtc - offset)
    .filter((at) => at + offsetAt(at, timeZone) === asUtc);
  return new Date(candidates.length > 0 ? Math.min(...candidates) : asUtc - offsets[0]!);
}

/** Monday is 1, Sunday 7. */
export function weekday({ year, month, day }: WallClock): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay() || 7;
}

function offsetAt(at: number, timeZone: string): number {
  const { year, month, day, hour, minute: shown } = wallClock(new Date(at), timeZone);
  return Date.UTC(year, month - 1, day, hour, shown) - Math.floor(at / minute) * minute;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  // Zones are few, and an unknown one throws above, so the cache is bounded.
  formats.set(timeZone, format);
  return format;
}
