import { createHash } from 'node:crypto';

/** All test data is derived from hashes, so the same seed gives the same company. */
export function hash(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0);
}

/** `length` lower-case hex digits, as in machine ids (40) and file hashes (40 or 64). */
export function hex(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}

export function guid(text: string): string {
  const digits = hex(text, 32);
  const parts = [digits.slice(0, 8), digits.slice(8, 12), `4${digits.slice(13, 16)}`];
  return [...parts, `8${digits.slice(17, 20)}`, digits.slice(20)].join('-');
}

export type Dice = () => number;

/** A stream of numbers in [0, 1) that depends on the text alone (mulberry32). */
export function dice(text: string): Dice {
  let state = hash(text);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function pick<T>(roll: Dice, from: readonly T[]): T {
  return from[Math.floor(roll() * from.length)] as T;
}

export function between(roll: Dice, low: number, high: number): number {
  return low + Math.floor(roll() * (high - low + 1));
}
