import type { Localized } from '../../src/ports';

/** What a story says, as somebody in UTC reads it in English. */
export function read<T extends object>(said: T | Localized<T>): T {
  return typeof said === 'function' ? (said as Localized<T>)({ timeZone: 'UTC' }) : said;
}
