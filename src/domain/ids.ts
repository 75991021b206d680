import { randomInt } from 'node:crypto';

// Crockford's base32: no I, L, O or U, so that an id can be read aloud and typed back.
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The shape of every job id: `C-7F3K2`. */
export const jobIdPattern = /^C-[0-9A-HJKMNP-TV-Z]{5}$/;

/** Returns a new job id. The database rejects one that was used before; then generate another. */
export function newJobId(): string {
  return `C-${Array.from({ length: 5 }, () => alphabet[randomInt(alphabet.length)]).join('')}`;
}
