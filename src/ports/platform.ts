import type { Duration } from '../domain/duration';
import type { LastRun, PartHealth } from '../domain/health';
import type { RateReservation } from './evidence';

/** Time, so that tests move it and a time scale shortens it. */
export interface Clock {
  now(): Date;
  /** How many times faster our own time runs; 1 in production. */
  readonly scale: number;
  /** Real milliseconds for a span of ours: divided by the time scale. */
  real(span: Duration): number;
  /** Waits for a span of ours; rejects with the signal's reason when it fires. */
  sleep(span: Duration, signal?: AbortSignal): Promise<void>;
}

/** Structured log: a fixed sentence and data beside it; secrets are redacted by the adapter. */
export interface Log {
  debug(data: object, sentence: string): void;
  info(data: object, sentence: string): void;
  warn(data: object, sentence: string): void;
  error(data: object, sentence: string): void;
}

/** What is over and would lie there for ever: requests, lists, failures, overrides and outages. */
export interface ExpiredRecords {
  /** Forgets what ended before the moment; how much that was. */
  forget(before: Date): Promise<number>;
}

/** At most `limit` calls in any span of `ms` real milliseconds. */
export interface RateWindow {
  readonly limit: number;
  readonly ms: number;
}

/** The calls that were promised to Defender, shared by all replicas. */
export interface BudgetLedger {
  /**
   * Takes the next free moment under all windows: never above a limit in any sliding window, in the
   * order of asking. `waitMs` is counted on the database's clock: wait that long, then call.
   */
  reserve(
    endpoint: string,
    windows: readonly RateWindow[],
  ): Promise<RateReservation & { readonly waitMs: number }>;
  /** Milliseconds until a moment that was given, on the same clock, negative after it; nothing for one that is not there. */
  msUntil(id: string): Promise<number | undefined>;
  /** Gives back a place that was not used. */
  release(id: string): Promise<void>;
  /**
   * Nothing on this endpoint for so many milliseconds from now: what is reserved later starts after
   * that. Reservations given out already keep their moment.
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

/** Ticks that happen once for all replicas: the watcher's, the incident poller's. */
export interface JobLeases {
  /** True for the one caller who may do this tick; the next may be claimed `everyMs` real milliseconds later. */
  claim(name: string, everyMs: number): Promise<boolean>;
  succeeded(name: string): Promise<void>;
  failed(name: string, why: NonNullable<LastRun['why']>): Promise<void>;
  last(name: string): Promise<LastRun | undefined>;
}

/** How each part of the house is. */
export interface Health {
  parts(): Promise<PartHealth[]>;
}

/** Access tokens of Entra for the APIs we call. */
export interface Tokens {
  /**
   * A bearer token, kept until shortly before it expires. `fresh` asks Entra again: for after a 401.
   * @throws {DefenderRefused} Entra said no: wrong secret, unknown app, missing consent
   * @throws {DefenderUnreachable} Entra did not answer
   */
  token(scope: string, options?: { fresh?: boolean }): Promise<string>;
}
