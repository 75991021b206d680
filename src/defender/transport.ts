import { z } from 'zod';
import { type DefenderRefusedError, DefenderUnreachableError } from '../domain/errors';
import { msg, renderEnglish } from '../language/language';
import type { Clock, Log, RateReservation, Tokens } from '../ports';
import type { Budget } from './budget';
import { refusalOf } from './error-response';
import { type Answer, exchange, type Request, unreachable } from './http';
import type { Endpoint } from './limits';
import { exchangeLong, type Pieces, telling } from './long-answer';
import { isTooMany, persistently } from './retries';

/** One of the three APIs: where it is, whose tokens it takes, what it wants to hear each time. */
export interface Api {
  /** `https://api.security.microsoft.com`: an origin, no path. */
  readonly origin: string;
  readonly scope: string;
  readonly tokens: Tokens;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Tools {
  readonly budget: Budget;
  readonly clock: Clock;
  readonly log: Log;
  /** For metrics; status 0 when no answer came. */
  readonly onCall?: ((call: { endpoint: string; status: number; ms: number }) => void) | undefined;
  /** Real milliseconds for one exchange. */
  readonly timeoutMs: number;
}

/** What is asked of which endpoint. */
export interface Question {
  readonly endpoint: Endpoint;
  /** Path and query below the origin, every foreign piece encoded. */
  readonly path: string;
  /** Ask a second time after a 404: machine reads fail so now and then without meaning it. */
  readonly again404?: boolean;
  /** A place that was reserved before. */
  readonly reservation?: RateReservation;
}

export interface Call<T> extends Question {
  /** What is read of the answer; the rest is ignored. */
  readonly shape: z.ZodType<T>;
}

type Method = 'GET' | 'POST';
type Exchange<A extends Answer> = (request: Request) => Promise<A>;

interface Asked<A extends Answer> {
  readonly method: Method;
  readonly question: Question;
  readonly exchanged: Exchange<A>;
  readonly body?: string;
}

/** Calls one API: tokens, limits, time-outs, retries and errors are the same for every endpoint. */
export class Transport {
  constructor(
    private readonly api: Api,
    private readonly services: Tools,
  ) {}

  get clock(): Clock {
    return this.services.clock;
  }

  get log(): Log {
    return this.services.log;
  }

  /**
   * Reads. Tries again after 429, 5xx and a broken line, a few times, later each time.
   * @throws {DefenderRefused} the last refusal, with `retryAfterSeconds` where there is one
   * @throws {DefenderUnreachable}
   */
  async get<T>(call: Call<T>): Promise<T> {
    return persistently(call, this.clock, async (question) =>
      this.read('GET', call, await this.once('GET', question, exchange)),
    );
  }

  /**
   * Reads what is too long to be held: the bytes as they come, unread. Waits after a 429 as `get` does;
   * any other fault is told at once, for the caller can ask for less.
   * @throws {DefenderRefused}
   * @throws {DefenderUnreachable}
   */
  async open(question: Question): Promise<Pieces> {
    const ask = (again: Question) => this.once('GET', again, exchangeLong);
    const { pieces } = await persistently(question, this.clock, ask, isTooMany);
    return telling(pieces, `GET ${question.endpoint}`);
  }

  /**
   * Acts, once. Nothing tells Defender that a second POST means the first, so it is never repeated
   * here; only a 401, which is said before anything is done, gets one more try with a new token.
   */
  async post<T>(call: Call<T>, body: object): Promise<T> {
    const answer = await this.once('POST', call, exchange, JSON.stringify(body));
    return this.read('POST', call, answer);
  }

  /** An answer that could not be read, as our error. */
  unreadable(
    { endpoint }: Question,
    cause: unknown,
    method: Method = 'GET',
  ): DefenderUnreachableError {
    // A JSON error quotes the answer, which may hold a link: only the kind of fault goes on.
    const why =
      cause instanceof z.ZodError
        ? msg`its response isn’t as documented`
        : msg`its response isn’t JSON`;
    this.log.warn({ endpoint, why }, 'Defender sent an answer nobody can read');
    const asked = `${method} ${endpoint}`;
    return new DefenderUnreachableError(asked, why, { cause: new Error(renderEnglish(why)) });
  }

  /**
   * The path of a `nextLink`, if it leads to where we are already: anywhere else it would carry our
   * token to a stranger.
   * @throws {DefenderUnreachable} the link leads elsewhere
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
    question: Question,
    exchanged: Exchange<A>,
    body?: string,
  ): Promise<A> {
    const asked = { method, question, exchanged, body };
    let answer = await this.send(asked, { fresh: false });
    if (answer.status === 401) {
      const again = { ...question, reservation: undefined };
      answer = await this.send({ ...asked, question: again }, { fresh: true });
    }
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw await this.refused(method, question, answer);
  }

  private async refused(
    method: Method,
    { endpoint }: Question,
    answer: Answer,
  ): Promise<DefenderRefusedError> {
    const refusal = refusalOf(answer, `${method} ${endpoint}`, this.clock.now());
    const { status, code, trace, retryAfterSeconds } = refusal.refusal;
    // "Not found" is an ordinary answer to most of what people ask.
    const level = status === 404 ? 'debug' : 'warn';
    this.log[level]({ endpoint, status, code, trace }, 'Defender refused a call');
    if (status === 429) {
      await this.services.budget.delayUntil(endpoint, (retryAfterSeconds ?? 1) * 1000);
    }
    return refusal;
  }

  private async send<A extends Answer>(
    { method, question, exchanged, body }: Asked<A>,
    { fresh }: { fresh: boolean },
  ): Promise<A> {
    const { endpoint, path, reservation } = question;
    const { tokens, scope } = this.api;
    // Before, so that no place is taken in vain; and after, as the place may be an hour away.
    await tokens.token(scope, { fresh });
    const prepare = () => tokens.token(scope);
    const token = await this.services.budget.take(endpoint, prepare, reservation);
    const started = performance.now();
    const told = (status: number) => {
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
      told(answer.status);
      return answer;
    } catch (error) {
      told(0);
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
