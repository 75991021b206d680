import type { Duration } from '../domain/duration';
import type { LastRun, PartHealth } from '../domain/health';
import type { RateReservation } from './evidence';

/** Time: tests control it, a time scale shortens it. */
export interface Clock {
  /** Returns the current time. It is not scaled. */
  now(): Date;
  /** How many times faster product time runs; 1 in production. */
  readonly scale: number;
  /** Returns the real milliseconds of a product duration: divided by the time scale. */
  real(span: Duration): number;
  /**
   * Waits for a product duration.
   * @throws the signal's reason when it fires
   */
  sleep(span: Duration, signal?: AbortSignal): Promise<void>;
}

/** Structured log: a fixed sentence with data; the adapter redacts secrets. Methods never throw. */
export interface Log {
  /** Logs details for developers. */
  debug(data: object, sentence: string): void;
  /** Logs a normal event. */
  info(data: object, sentence: string): void;
  /** Logs a problem that Bailiff handles by itself. */
  warn(data: object, sentence: string): void;
  /** Logs a problem that somebody has to look at. */
  error(data: object, sentence: string): void;
}

/** Ended records that are no longer needed: requests, drafts, alerts, overrides and outages. */
export interface ExpiredRecords {
  /**
   * Deletes what ended before the moment; returns the number of records. Idempotent.
   * @throws the database's errors
   */
  forget(before: Date): Promise<number>;
}

/** At most `limit` calls in any span of `ms` real milliseconds. */
export interface RateWindow {
  readonly limit: number;
  readonly ms: number;
}

/** Reserved calls to Defender, shared by all replicas. Methods throw the database's errors. */
export interface BudgetLedger {
  /**
   * Reserves the next free moment under all windows, first come, first served: no sliding window
   * ever exceeds its limit. Not idempotent.
   * @returns `waitMs`: real milliseconds to wait before the call, by the database's clock
   */
  reserve(
    endpoint: string,
    windows: readonly RateWindow[],
  ): Promise<RateReservation & { readonly waitMs: number }>;
  /**
   * Returns the real milliseconds until a reserved moment, negative after it; undefined if unknown.
   */
  msUntil(id: string): Promise<number | undefined>;
  /** Releases an unused reservation. Idempotent. */
  release(id: string): Promise<void>;
  /**
   * Blocks an endpoint for `ms` real milliseconds from now: later reservations start after that.
   * Existing reservations keep their moment.
   */
  delayUntil(endpoint: string, ms: number): Promise<void>;
}

/** The replicas that share one database. */
export interface Replicas {
  /** Stores that the replica is alive now. Idempotent. */
  heartbeat(executorId: string): Promise<void>;
  /** Marks a replica that stops as dead at once, so that others take over its work. Idempotent. */
  leave(executorId: string): Promise<void>;
  /** Executor ids without a heartbeat for 45 real seconds, sorted. */
  dead(): Promise<string[]>;
  /** All other executor ids that have not been forgotten, sorted. */
  others(executorId: string): Promise<string[]>;
  /** Ends all database connections of a dead replica and so frees its locks; returns how many there were. */
  terminate(executorId: string): Promise<number>;
  /** Removes a dead replica whose work was taken over. Idempotent. */
  forget(executorId: string): Promise<void>;
}

/**
 * Leases of scheduled jobs, so that one replica runs each job at a time. Methods throw the
 * database's errors.
 */
export interface JobLeases {
  /**
   * Returns true for the one caller that may run the job now; the next claim succeeds `everyMs`
   * real milliseconds later.
   */
  claim(name: string, everyMs: number): Promise<boolean>;
  /** Records a successful run. Idempotent. */
  succeeded(name: string): Promise<void>;
  /** Records a failed run and its error. Idempotent. */
  failed(name: string, why: NonNullable<LastRun['why']>): Promise<void>;
  /** Gets the outcome of the latest runs; undefined for a job that never ran. */
  last(name: string): Promise<LastRun | undefined>;
}

/** The state of each component. */
export interface Health {
  /**
   * Checks all components. No side effects; a failed check is reported as a component that is not
   * well.
   */
  parts(): Promise<PartHealth[]>;
}

/** Entra access tokens for the APIs in use. */
export interface Tokens {
  /**
   * Returns a bearer token, cached until shortly before it expires. `fresh` bypasses the cache, for
   * use after a 401.
   * @throws {DefenderRefusedError} Entra refused: wrong secret, unknown app, missing consent
   * @throws {DefenderUnreachableError} Entra did not answer
   */
  token(scope: string, options?: { fresh?: boolean }): Promise<string>;
}
