import type { BudgetLedger, Clock, RateWindow } from '../../src/ports';

export interface MemoryLedger extends BudgetLedger {
  /** Moments given out and not given back, per endpoint. */
  readonly given: ReadonlyMap<string, number[]>;
  readonly returned: readonly string[];
  readonly pushed: readonly { endpoint: string; ms: number }[];
}

/** The ledger of calls in memory: the same guarantee as the database's, for one process. */
export function memoryLedger(clock: Clock): MemoryLedger {
  const given = new Map<string, number[]>();
  const notBefore = new Map<string, number>();
  const places = new Map<string, { endpoint: string; at: number }>();
  const returned: string[] = [];
  let ids = 0;
  const pushed: { endpoint: string; ms: number }[] = [];

  return {
    given,
    returned,
    pushed,
    async reserve(endpoint, windows) {
      const now = clock.now().getTime();
      const moments = given.get(endpoint) ?? [];
      const at = free(moments, windows, Math.max(now, notBefore.get(endpoint) ?? 0));
      given.set(endpoint, [...moments, at]);
      ids += 1;
      const id = `${endpoint}#${ids}`;
      places.set(id, { endpoint, at });
      return { id, at: new Date(at), waitMs: at - now };
    },
    async msUntil(id) {
      const place = places.get(id);
      return place && place.at - clock.now().getTime();
    },
    async release(id) {
      returned.push(id);
      const place = places.get(id);
      if (!place) return;
      places.delete(id);
      const moments = given.get(place.endpoint) ?? [];
      given.set(place.endpoint, moments.toSpliced(moments.indexOf(place.at), 1));
    },
    async delayUntil(endpoint, ms) {
      pushed.push({ endpoint, ms });
      notBefore.set(endpoint, clock.now().getTime() + ms);
    },
  };
}

function free(moments: readonly number[], windows: readonly RateWindow[], from: number): number {
  const earliest = windows.map(({ limit, ms }) => (moments.at(-limit) ?? -Infinity) + ms);
  return Math.max(from, moments.at(-1) ?? -Infinity, ...earliest);
}
