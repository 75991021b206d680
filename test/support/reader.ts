import type { Localized } from '../../src/ports';

/** A workflow's message as an English reader in UTC sees it. */
export function read<T extends object>(said: T | Localized<T>): T {
  return typeof said === 'function' ? said({ timeZone: 'UTC' }) : said;
}
