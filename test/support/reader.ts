import type { Drawn } from '../../src/ports';

/** What a story says, as somebody in UTC reads it in English. */
export function read<T extends object>(said: T | Drawn<T>): T {
  return typeof said === 'function' ? (said as Drawn<T>)({ timeZone: 'UTC' }) : said;
}
