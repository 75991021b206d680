const form = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,7}))?)?(Z|[+-]\d\d:\d\d)?$/;

/**
 * A time in 100-nanosecond ticks, or undefined when it is none. Milliseconds are too coarse:
 * a cursor one tick later must not find the same row again.
 */
export function ticks(text: string): bigint | undefined {
  const [match, date, time = '00:00:00', fraction = '', zone = 'Z'] = form.exec(text) ?? [];
  if (match === undefined) return undefined;
  const ms = Date.parse(`${date}T${time}${zone}`);
  if (Number.isNaN(ms)) return undefined;
  return BigInt(ms) * 10_000n + BigInt(fraction.padEnd(7, '0'));
}
