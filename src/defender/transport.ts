import { z } from 'zod';
import { milliseconds, minutes, seconds } from '../domain/duration';
import { DefenderUnreachable, isDefenderError } from '../domain/errors';
import { inEnglish, kept } from '../language/language';
import type { Clock, Log, Reservation, Tokens } from '../ports';
import type { Budget } from './budget';
import { isLoopback } from './hosts';
import { type Answer, exchange, NoAnswer } from './http';
import type { Endpoint } from './limits';
import { refusalOf } from './refusal';
import { waitReal } from './wait';

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
  readonly onCall?: (call: { endpoint: string; status: number; ms: number }) => void;
  /** Real milliseconds for one exchange. */
  readonly timeoutMs: number;
}

export interface Call<T> {
  readonly endpoint: Endpoint;
  /** Path and query below the origin, every foreign piece encoded. */
  readonly path: string;
  /** What is read of the answer; the rest is ignored. */
  readonly shape: z.ZodType<T>;
  /** Ask a second time after a 404: machine reads fail so now and then without meaning it. */
  readonly again404?: boolean;
  /** A place that was reserved before. */
  readonly reservation?: Reservation;
}

const attempts = 4;
const firstPause = seconds(1);
const longestPause = minutes(1);

/** Calls one API: tokens, limits, time-outs, retries and errors are the same for every endpoint. */
export class Transport {
  constructor(
    private readonly api: Api,
    private readonly tools: Tools,
  ) {}

  get clock(): Clock {
    return this.tools.clock;
  }

  get log(): Log {
    return this.tools.log;
  }

  /**
   * Reads. Tries again after 429, 5xx and a broken line, a few times, later each time.
   * @throws {DefenderRefused} the last refusal, with `retryAfterSeconds` where there is one
   * @throws {DefenderUnreachable}
   */
  async get<T>(call: Call<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      const reservation = attempt === 1 ? call.reservation : undefined;
      try {
        return await this.once('GET', { ...call, reservation });
      } catch (error) {
        const pause = this.pauseAfter(error, attempt, call);
        if (pause === undefined) throw error;
        await waitReal(this.clock, pause);
      }
    }
  }

  /**
   * Acts, once. Nothing tells Defender that a second POST means the first, so it is never repeated
   * here; only a 401, which is said before anything is done, gets one more try with a new token.
   */
  async post<T>(call: Call<T>, body: object): Promise<T> {
    return this.once('POST', call, JSON.stringify(body));
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
      throw new DefenderUnreachable(`GET ${endpoint}`, kept`its next page lies on another host`);
    }
    return next.pathname + next.search;
  }

  private async once<T>(method: 'GET' | 'POST', call: Call<T>, body?: string): Promise<T> {
    const asked = `${method} ${call.endpoint}`;
    let answer = await this.send(method, call, { body, fresh: false });
    if (answer.status === 401) {
      answer = await this.send(method, { ...call, reservation: undefined }, { body, fresh: true });
    }
    if (answer.status >= 200 && answer.status < 300) return this.read(answer, call, asked);
    const refusal = refusalOf(answer, asked, this.clock.now());
    const { status, code, trace, retryAfterSeconds } = refusal.refusal;
    // "Not found" is an ordinary answer to most of what people ask.
    const level = status === 404 ? 'debug' : 'warn';
    this.log[level]({ endpoint: call.endpoint, status, code, trace }, 'Defender refused a call');
    if (status === 429) {
      await this.tools.budget.pushBack(call.endpoint, (retryAfterSeconds ?? 1) * 1000);
    }
    throw refusal;
  }

  private async send<T>(
    method: 'GET' | 'POST',
    call: Call<T>,
    { body, fresh }: { body?: string; fresh: boolean },
  ): Promise<Answer> {
    const { tokens, scope } = this.api;
    // Before, so that no place is taken in vain; and after, as the place may be an hour away.
    await tokens.token(scope, { fresh });
    const prepare = () => tokens.token(scope);
    const token = await this.tools.budget.take(call.endpoint, prepare, call.reservation);
    const started = performance.now();
    const told = (status: number) => {
      const ms = performance.now() - started;
      this.tools.onCall?.({ endpoint: call.endpoint, status, ms });
      this.log.debug({ endpoint: call.endpoint, status, ms }, 'called Defender');
    };
    try {
      const answer = await exchange({
        method,
        url: this.api.origin + call.path,
        headers: this.headers(token, body),
        body,
        timeoutMs: this.tools.timeoutMs,
      });
      told(answer.status);
      return answer;
    } catch (error) {
      told(0);
      if (!(error instanceof NoAnswer)) throw error;
      throw new DefenderUnreachable(`${method} ${call.endpoint}`, error.words, { cause: error });
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

  private read<T>(answer: Answer, call: Call<T>, asked: string): T {
    try {
      return call.shape.parse(JSON.parse(answer.body));
    } catch (cause) {
      // A JSON error quotes the answer, which may hold a link: only the kind of fault goes on.
      const why =
        cause instanceof z.ZodError
          ? kept`its answer is not what is documented`
          : kept`its answer is not JSON`;
      this.log.warn({ endpoint: call.endpoint, why }, 'Defender sent an answer nobody can read');
      throw new DefenderUnreachable(asked, why, { cause: new Error(inEnglish(why)) });
    }
  }

  /** Real milliseconds to wait before the next try, or nothing: it is final. */
  private pauseAfter<T>(error: unknown, attempt: number, call: Call<T>): number | undefined {
    if (!isDefenderError(error) || attempt >= attempts) return undefined;
    const pause = this.clock.real(milliseconds(firstPause * 2 ** (attempt - 1)));
    const jitter = pause * Math.random();
    if (error instanceof DefenderUnreachable) return pause + jitter;
    const { status, code, retryAfterSeconds } = error.refusal;
    if (call.again404 && status === 404 && attempt === 1) return pause + jitter;
    if (status !== 429 && status < 500) return undefined;
    if (code === 'BudgetUsedUp') return undefined;
    const said = (retryAfterSeconds ?? 0) * 1000;
    // What takes longer is the caller's to wait for, where it survives a restart.
    return said > longestPause ? undefined : Math.max(said, pause) + jitter;
  }
}

/** The origin of an API, checked. @throws {RangeError} neither https nor a developer's own machine */
export function originOf(url: string, dev: boolean): string {
  const { protocol, origin } = new URL(url);
  if (protocol === 'https:' || (dev && protocol === 'http:' && isLoopback(new URL(url)))) {
    return origin;
  }
  throw new RangeError('Defender and Graph are called over https only');
}
