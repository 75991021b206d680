import { createHash } from 'node:crypto';
import { type ClientBase, Pool } from 'pg';
import { InfrastructureError } from '../../domain/infrastructure-error';
import { codeOf } from '../refusal';

export interface PoolOptions {
  readonly connectionString: string;
  readonly poolSize: number;
  /** Names the connections in `pg_stat_activity`. */
  readonly executorId?: string;
  /** Without time limits: for migrations, which may rewrite large tables. */
  readonly unlimited?: boolean;
  /** Called when a connection breaks; the next query opens another. */
  readonly onLost?: (error: Error) => void;
}

// A replica that freezes inside a transaction loses its locks after ten seconds. Statements that wait
// for a lock give up earlier and are retried, so that they never hold a connection for long.
const limits = {
  statement_timeout: 30_000,
  lock_timeout: 5_000,
  idle_in_transaction_session_timeout: 10_000,
  // Also ends a query whose connection loses bytes silently.
  query_timeout: 35_000,
};

/**
 * A pool whose broken connections never end the process and whose unavailable database shows as
 * `InfrastructureError`, which the workflow engine retries as well.
 */
export function createPool(options: PoolOptions): Pool {
  const { connectionString, executorId, onLost = () => {}, poolSize, unlimited } = options;
  const pool = new Pool({
    connectionString,
    max: poolSize,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    application_name: executorId === undefined ? 'bailiff' : applicationName(executorId),
    ...(unlimited ? {} : limits),
  });
  // An error without a listener ends the process. The pool itself listens only to idle connections.
  pool.on('error', onLost);
  pool.on('connect', (client) => {
    client.on('error', onLost);
    guard(client, 'query', (error) => {
      // The answer may still come, or the transaction is broken: nothing else may follow here.
      if (isReadTimeout(error) || codeOf(error) === '25P02') streamOf(client).destroy();
      return mapError(error);
    });
  });
  guard(pool, 'connect', mapError);
  return pool;
}

/** The name of a replica's connections; PostgreSQL cuts it after 63 bytes. */
export function applicationName(executorId: string): string {
  const name = `bailiff ${executorId}`;
  if (Buffer.byteLength(name) <= 63) return name;
  return `bailiff ${createHash('sha256').update(executorId).digest('hex').slice(0, 40)}`;
}

type Call = (...args: unknown[]) => unknown;
type Callback = (error: unknown, ...rest: unknown[]) => void;

/** Replaces a method of the driver by one whose errors are mapped, whichever way it reports them. */
function guard<T extends object>(
  target: T,
  method: keyof T,
  map: (error: unknown) => unknown,
): void {
  const call = target[method] as Call;
  const guarded: Call = (...args) => {
    const done = args.at(-1);
    if (typeof done === 'function') {
      const callback: Callback = (error, ...rest) =>
        (done as Callback)(error ? map(error) : error, ...rest);
      return call.apply(target, [...args.slice(0, -1), callback]);
    }
    const result = call.apply(target, args);
    if (!(result instanceof Promise)) return result;
    return result.catch((error: unknown) => Promise.reject(map(error) as Error));
  };
  Object.assign(target, { [method]: guarded });
}

function mapError(error: unknown): unknown {
  return isUnavailable(error) ? asUnavailable(error) : error;
}

function streamOf(client: ClientBase): { destroy(): void } {
  return (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream;
}

function asUnavailable(cause: unknown): unknown {
  if (cause instanceof InfrastructureError) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  const code = codeOf(cause);
  // The engine retries what looks like a lost connection anywhere in the chain of causes.
  const retryable = Object.assign(new Error('connection terminated unexpectedly'), {
    code: 'ECONNRESET',
    cause,
  });
  return Object.assign(new InfrastructureError(message, { cause: retryable }), {
    ...(code !== undefined && { code }),
  });
}

/**
 * The classes of SQLSTATE that say nothing about the statement: connection (08), transaction state
 * (25, as read-only after a failover), resources (53), operator intervention (57, as a cancelled
 * statement), system errors (58), and serialization, deadlock, lock timeout and internal errors.
 * Source: https://www.postgresql.org/docs/18/errcodes-appendix.html (read 2026-11-30)
 */
const unavailable = /^(?:(?:08|25|53|57|58)[0-9A-Z]{3}|40001|40003|40P01|55P03|XX000)$/;

// The driver gives these no code. ENOENT: the socket of a server that is down.
const lostConnection =
  /connection terminated|read timeout|not queryable|timeout exceeded|pool after calling end/i;
const lostCodes = [
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
];

export function isUnavailable(error: unknown): boolean {
  const code = codeOf(error);
  if (code !== undefined) return unavailable.test(code) || lostCodes.includes(code);
  return error instanceof Error && lostConnection.test(error.message);
}

function isReadTimeout(error: unknown): boolean {
  return error instanceof Error && /read timeout/i.test(error.message);
}
