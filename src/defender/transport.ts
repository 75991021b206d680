import { z } from 'zod';
import { type DefenderRefusedError, DefenderUnreachableError } from '../domain/errors';
import { msg, renderEnglish } from '../language/language';
import type { Clock, Log, Tokens } from '../ports';
import type { Budget } from './budget';
import type { CallTarget } from './call-target';
import { refusalOf } from './error-response';
import { type Answer, exchange, type Request, unreachable } from './http';
import type { Endpoint } from './limits';
import { exchangeLong, type Pieces, withOwnErrors } from './long-answer';
import { isTooMany, withRetries } from './retries';

/** One of the three APIs: origin, token scope and default headers. */
export interface Api {
  /** `https://api.security.microsoft.com`: an origin, no path. */
  readonly origin: string;
  readonly scope: string;
  readonly tokens: Tokens;
  readonly headers: Readonly<Record<string, string>>;
}

export interface TransportServices {
  readonly budget: Budget;
  readonly clock: Clock;
  readonly log: Log;
  /** For metrics; status 0 means no answer. */
  readonly onCall?: ((call: { endpoint: string; status: number; ms: number }) => void) | undefined;
  /** Timeout of one exchange in real milliseconds. */
  readonly timeoutMs: number;
}

export interface Call<T> extends CallTarget {
  /** Schema of the fields that are used. */
  readonly shape: z.ZodType<T>;
}

type Method = 'GET' | 'POST';
type Exchange<A extends Answer> = (request: Request) => Promise<A>;

interface Asked<A extends Answer> {
  readonly method: Method;
  readonly target: CallTarget;
  readonly exchanged: Exchange<A>;
  readonly body?: string | undefined;
}

/** Calls one API; applies tokens, rate limits, timeouts, retries and error mapping to every call. */
export class Transport {
  constructor(
    private readonly api: Api,
    private readonly services: TransportServices,
  ) {}

  get clock(): Clock {
    return this.services.clock;
  }

  get log(): Log {
    return this.services.log;
  }

  /**
   * Sends a GET. Retries 429, 5xx and connection failures with exponential backoff.
   * @throws {DefenderRefusedError} the last refusal, with `retryAfterSeconds` where there is one
   * @throws {DefenderUnreachableError}
   */
  async get<T>(call: Call<T>): Promise<T> {
    return withRetries(call, this.clock, async (target) =>
      this.read('GET', call, await this.once('GET', target, exchange)),
    );
  }

  /**
   * Streams a large answer. Retries a 429 as `get` does; throws other errors at once, so that the
   * caller can request less.
   * @throws {DefenderRefusedError}
   * @throws {DefenderUnreachableError}
   */
  async open(target: CallTarget): Promise<Pieces> {
    const ask = (again: CallTarget) => this.once('GET', again, exchangeLong);
    const { pieces } = await withRetries(target, this.clock, ask, isTooMany);
    return withOwnErrors(pieces, `GET ${target.endpoint}`);
  }

  /**
   * Sends a POST once: Defender has no idempotency key, so it is never retried, except after a 401,
   * which precedes any effect.
   */
  async post<T>(call: Call<T>, body: object): Promise<T> {
    const answer = await this.once('POST', call, exchange, JSON.stringify(body));
    return this.read('POST', call, answer);
  }

  /** Maps an unreadable answer to an error. */
  unreadable(
    { endpoint }: CallTarget,
    cause: unknown,
    method: Method = 'GET',
  ): DefenderUnreachableError {
    // A JSON error quotes the answer, which may contain a link; only its kind is kept.
    const why =
      cause instanceof z.ZodError
        ? msg`its response isn’t as documented`
        : msg`its response isn’t JSON`;
    this.log.warn({ endpoint, why }, 'cannot parse an answer of Defender');
    const asked = `${method} ${endpoint}`;
    return new DefenderUnreachableError(asked, why, { cause: new Error(renderEnglish(why)) });
  }

  /**
   * Returns the path of a `nextLink` on the same host; on another host it would leak the token.
   * @throws {DefenderUnreachableError} the link leads to another host
   */
  pathOf(nextLink: string, endpoint: Endpoint): string {
    const own = new URL(this.api.origin);
    const next = URL.parse(nextLink);
    if (next?.hostname !== own.hostname || next.protocol !== own.protocol) {
      throw new DefenderUnreachableError(`GET ${endpoint}`, msg`its next page is on another host`);
    }
    return next.pathname + next.search;
  }

  private async once<A extends Answer>(
    method: Method,
    target: CallTarget,
    exchanged: Exchange<A>,
    body?: string,
  ): Promise<A> {
    const asked = { method, target, exchanged, body };
    let answer = await this.send(asked, { fresh: false });
    if (answer.status === 401) {
      const again = { ...target, reservation: undefined };
      answer = await this.send({ ...asked, target: again }, { fresh: true });
    }
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw await this.refused(method, target, answer);
  }

  private async refused(
    method: Method,
    { endpoint }: CallTarget,
    answer: Answer,
  ): Promise<DefenderRefusedError> {
    const refusal = refusalOf(answer, `${method} ${endpoint}`, this.clock.now());
    const { status, code, trace, retryAfterSeconds } = refusal.refusal;
    // A 404 is a normal answer to lookups.
    const level = status === 404 ? 'debug' : 'warn';
    this.log[level]({ endpoint, status, code, trace }, 'Defender rejected a call');
    if (status === 429) {
      await this.services.budget.delayUntil(endpoint, (retryAfterSeconds ?? 1) * 1000);
    }
    return refusal;
  }

  private async send<A extends Answer>(
    { method, target, exchanged, body }: Asked<A>,
    { fresh }: { fresh: boolean },
  ): Promise<A> {
    const { endpoint, path, reservation } = target;
    const { tokens, scope } = this.api;
    // Before, so that no slot is wasted, and after, because the slot may be an hour away.
    await tokens.token(scope, { fresh });
    const prepare = () => tokens.token(scope);
    const token = await this.services.budget.take(endpoint, prepare, reservation);
    const started = performance.now();
    const report = (status: number) => {
      const ms = performance.now() - started;
      this.services.onCall?.({ endpoint, status, ms });
      this.log.debug({ endpoint, status, ms }, 'called Defender');
    };
    try {
      const answer = await exchanged({
        method,
        url: this.api.origin + path,
        headers: this.headers(token, body),
        body,
        timeoutMs: this.services.timeoutMs,
      });
      report(answer.status);
      return answer;
    } catch (error) {
      report(0);
      throw unreachable(error, `${method} ${endpoint}`);
    }
  }

  private read<T>(method: Method, call: Call<T>, { body }: Answer): T {
    try {
      return call.shape.parse(JSON.parse(body));
    } catch (cause) {
      throw this.unreadable(call, cause, method);
    }
  }

  private headers(token: string, body?: string): Record<string, string> {
    return {
      ...this.api.headers,
      accept: 'application/json',
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
  }
}
