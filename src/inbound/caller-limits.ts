import { type Duration, minutes } from '../domain/duration';
import type { Clock } from '../ports';

interface Use {
  from: number;
  requests: number;
  readonly incidents: Set<string>;
}

const window: Duration = minutes(1);
const maxRequests = 120;
// Each unknown incident is looked up in Defender, within a budget that serves everybody.
const maxIncidents = 30;
const maxCallers = 1_000;

/** Limits requests and different incidents of one caller per minute, in this process. */
export class CallerLimits {
  readonly #uses = new Map<string, Use>();

  constructor(private readonly clock: Pick<Clock, 'now' | 'real'>) {}

  /** Counts a request. Returns the seconds to wait when it exceeds a limit, otherwise undefined. */
  check(callerId: string, incidentId: string): number | undefined {
    const now = this.clock.now().getTime();
    const windowMs = this.clock.real(window);
    const use = this.#current(callerId, now, windowMs);
    use.requests += 1;
    const isNew = !use.incidents.has(incidentId);
    const isOver = use.requests > maxRequests || (isNew && use.incidents.size >= maxIncidents);
    if (isOver) return Math.max(1, Math.ceil((use.from + windowMs - now) / 1_000));
    use.incidents.add(incidentId);
    return undefined;
  }

  #current(callerId: string, now: number, windowMs: number): Use {
    const known = this.#uses.get(callerId);
    if (known && now - known.from < windowMs) return known;
    if (this.#uses.size >= maxCallers) this.#uses.clear();
    const fresh = { from: now, requests: 0, incidents: new Set<string>() };
    this.#uses.set(callerId, fresh);
    return fresh;
  }
}
