import type { Family } from './answer';
import { ApiError } from './api-error';
import type { Clock } from './clock';

export interface Limit {
  readonly perMinute: number;
  readonly perHour?: number;
}

/** Most MDE endpoints: 100 calls a minute and 1,500 an hour per app and endpoint. */
export const usualLimit: Limit = { perMinute: 100, perHour: 1500 };
/** Graph's security API. */
export const graphLimit: Limit = { perMinute: 150 };

const minuteMs = 60_000;
const hourMs = 3_600_000;

/** Sliding windows in simulated time, one pair per app and endpoint. */
export class Limits {
  private readonly accepted = new Map<string, number[]>();

  constructor(
    private readonly clock: Clock,
    private readonly bodyStyle: () => 'documented' | 'observed',
  ) {}

  /** Counts the call. Rejected calls don't count. @throws {ApiError} 429 with Retry-After */
  admit(app: string, endpoint: string, limit: Limit, family: Family): void {
    const key = `${app} ${endpoint}`;
    const now = this.clock.now();
    const times = (this.accepted.get(key) ?? []).filter((time) => time > now - hourMs);
    const waits = [
      waitMs(times, now, minuteMs, limit.perMinute),
      waitMs(times, now, hourMs, limit.perHour ?? Number.POSITIVE_INFINITY),
    ];
    const wait = Math.max(...waits);
    if (wait > 0) {
      const overMinute = waits[0] === wait;
      throw tooMany(family === 'graph' ? 'documented' : this.bodyStyle(), {
        seconds: this.clock.realSeconds(wait),
        allowed: overMinute ? `${limit.perMinute} per 00:01:00` : `${limit.perHour} per 01:00:00`,
      });
    }
    times.push(now);
    this.accepted.set(key, times);
  }
}

function waitMs(times: readonly number[], now: number, windowMs: number, most: number): number {
  const inWindow = times.filter((time) => time > now - windowMs);
  const blocking = inWindow[inWindow.length - most];
  return blocking === undefined ? 0 : blocking + windowMs - now;
}

/** The documented 429 body, or the one pasted in public issues. */
export function tooMany(
  style: 'documented' | 'observed',
  { seconds, allowed }: { readonly seconds: number; readonly allowed: string },
): ApiError {
  if (style === 'documented') {
    return new ApiError(429, 'TooManyRequests', 'Too many requests', {
      retryAfterSeconds: seconds,
    });
  }
  const message =
    `API calls quota exceeded! Maximum allowed ${allowed} for the key ` +
    `Destination+TenantID+AppID. You can send requests again in ${seconds} seconds.`;
  return new ApiError(429, '429', message, { retryAfterSeconds: seconds });
}
