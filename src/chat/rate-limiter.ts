import { minutes } from '../domain/duration';
import type { Clock } from '../ports';

// Nobody types faster; a script or a stuck key does.
const burst = 40;
const perMinute = 30;
const maxPeople = 10_000;

interface Bucket {
  left: number;
  at: number;
  warned: boolean;
}

export type Flow = 'pass' | 'warn' | 'drop';

/** Limits turns per person and minute, so that one person can't exhaust the shared capacity. */
export class RateLimiter {
  readonly #buckets = new Map<string, Bucket>();
  readonly #seen = new Set<string>();

  constructor(private readonly clock: Clock) {}

  /**
   * Returns `warn` once above the limit, then `drop` until there is capacity. A redelivery is not
   * counted.
   */
  check(personId: string, turnId: string): Flow {
    if (this.#seen.has(turnId)) return 'pass';
    const bucket = this.#filled(personId);
    if (bucket.left >= 1) {
      bucket.left -= 1;
      bucket.warned = false;
      this.#note(turnId);
      return 'pass';
    }
    const first = !bucket.warned;
    bucket.warned = true;
    return first ? 'warn' : 'drop';
  }

  #filled(personId: string): Bucket {
    const now = this.clock.now().getTime();
    if (this.#buckets.size >= maxPeople) this.#buckets.clear();
    const bucket = this.#buckets.get(personId) ?? { left: burst, at: now, warned: false };
    const gained = ((now - bucket.at) / this.clock.real(minutes(1))) * perMinute;
    bucket.left = Math.min(burst, bucket.left + Math.max(0, gained));
    bucket.at = now;
    this.#buckets.set(personId, bucket);
    return bucket;
  }

  #note(turnId: string): void {
    if (this.#seen.size >= maxPeople) this.#seen.clear();
    this.#seen.add(turnId);
  }
}
