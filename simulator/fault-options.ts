/** The group of requests a fault applies to when it names no path. */
export type FaultTarget = 'api' | 'collect' | 'cancel' | 'link' | 'download' | 'token';

export interface FaultOptions {
  /** The beginning of the path; `*` stands for anything. Without it the fault's usual target. */
  readonly path?: string;
  readonly method?: string;
  /** Overrides the fault's usual target. */
  readonly on?: FaultTarget;
  /** How many requests fail, one after the other; 1 by default. */
  readonly times?: number;
  /** Seconds, for '429' and '503'. */
  readonly retryAfter?: number;
  /** Wall-clock milliseconds, for 'slow'. */
  readonly ms?: number;
  /** For 'truncated', 'resets in the middle', 'wrong length' and 'oversize'. */
  readonly bytes?: number;
  /** The machine id or name in the path must contain this. */
  readonly machine?: string;
}
