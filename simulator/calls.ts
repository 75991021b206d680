import type { Clock } from './clock';

/** A recorded request. Bearer tokens are not recorded; `by` names the caller. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly body: string;
  /** The route it took, such as `GET /api/machines/{id}`; undefined when nothing answers there. */
  readonly endpoint: string | undefined;
  readonly by: string | undefined;
  status: number;
  /** In the simulator's time. */
  readonly at: string;
  /** In the wall clock's time. */
  readonly realAt: string;
  /** The fault that was injected, if any. */
  fault?: string;
}

export interface CallFilter {
  readonly method?: string;
  /** The beginning of the path, or the endpoint's name. */
  readonly path?: string;
  readonly status?: number;
}

export interface Counter {
  calls: number;
  byStatus: Record<string, number>;
}

/** Older calls are dropped; the counters still include them. */
const maxRemembered = 50_000;

export class Calls {
  private readonly remembered: Call[] = [];
  private readonly counted = new Map<string, Counter>();
  private readonly unanswerable: Call[] = [];

  constructor(private readonly clock: Clock) {}

  add(call: Omit<Call, 'at' | 'realAt' | 'status'>): Call {
    const seen: Call = {
      ...call,
      status: 0,
      at: new Date(this.clock.now()).toISOString(),
      realAt: new Date().toISOString(),
    };
    this.remembered.push(seen);
    if (this.remembered.length > maxRemembered) this.remembered.shift();
    if (call.endpoint === undefined) this.unanswerable.push(seen);
    return seen;
  }

  finish(call: Call, status: number): void {
    call.status = status;
    const name = call.endpoint ?? 'unknown';
    const counter = this.counted.get(name) ?? { calls: 0, byStatus: {} };
    counter.calls += 1;
    counter.byStatus[status] = (counter.byStatus[status] ?? 0) + 1;
    this.counted.set(name, counter);
  }

  list({ method, path, status }: CallFilter = {}): Call[] {
    return this.remembered.filter(
      (call) =>
        (method === undefined || call.method === method) &&
        (status === undefined || call.status === status) &&
        (path === undefined || call.endpoint === path || call.path.startsWith(path)),
    );
  }

  unknown(): readonly Call[] {
    return this.unanswerable;
  }

  counters(): { endpoints: Record<string, Counter>; tooMany: number; unknown: number } {
    const tooMany = [...this.counted.values()].reduce(
      (sum, { byStatus }) => sum + (byStatus[429] ?? 0),
      0,
    );
    return {
      endpoints: Object.fromEntries(this.counted),
      tooMany,
      unknown: this.unanswerable.length,
    };
  }
}
