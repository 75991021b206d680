import { type Duration, hours, milliseconds, seconds } from '../domain/duration';
import type { Clock } from '../ports';

interface Window {
  readonly most: number;
  readonly span: Duration;
}

// Half of what Teams lets one bot send into one conversation, so that other replicas have room:
// https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit (page of 2025-08-21)
const windows: readonly Window[] = [
  { most: 3, span: seconds(1) },
  { most: 4, span: seconds(2) },
  { most: 30, span: seconds(30) },
  { most: 900, span: hours(1) },
];
const longest = 900;

/** Gives each conversation's messages their turn: in order, and never more than Teams takes. */
export class Pacing {
  readonly #sent = new Map<string, number[]>();
  readonly #queues = new Map<string, Promise<void>>();

  constructor(private readonly clock: Clock) {}

  /** Resolves when the next message may go out to the conversation. */
  async turn(conversationId: string, signal?: AbortSignal): Promise<void> {
    const before = this.#queues.get(conversationId) ?? Promise.resolve();
    const mine = before.catch(() => undefined).then(() => this.#wait(conversationId, signal));
    this.#queues.set(conversationId, mine);
    try {
      await mine;
    } finally {
      if (this.#queues.get(conversationId) === mine) this.#queues.delete(conversationId);
    }
  }

  async #wait(conversationId: string, signal?: AbortSignal): Promise<void> {
    const sent = this.#sent.get(conversationId) ?? [];
    for (let ms = this.#pause(sent); ms > 0; ms = this.#pause(sent))
      await sleepReal(this.clock, ms, signal);
    sent.push(this.clock.now().getTime());
    if (sent.length > longest) sent.shift();
    this.#sent.delete(conversationId);
    this.#sent.set(conversationId, sent);
    this.#dropOldest();
  }

  /** Real milliseconds until every window has room. */
  #pause(sent: readonly number[]): number {
    const now = this.clock.now().getTime();
    const pauses = windows.map(({ most, span }) => {
      const oldest = sent.at(-most);
      return oldest === undefined ? 0 : oldest + this.clock.real(span) - now;
    });
    return Math.max(0, ...pauses);
  }

  #dropOldest(): void {
    if (this.#sent.size <= 2_000) return;
    const [oldest] = this.#sent.keys();
    if (oldest) this.#sent.delete(oldest);
  }
}

/** Waits for real milliseconds, whatever the time scale: a `Retry-After` is taken as said. */
export function sleepReal(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return clock.sleep(milliseconds(ms * clock.scale), signal);
}
