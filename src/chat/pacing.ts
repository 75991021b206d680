import { type Duration, hours, seconds } from '../domain/duration';
import type { Clock } from '../ports';

interface Window {
  readonly most: number;
  readonly span: Duration;
}

// Half of what Teams allows one bot per conversation, which leaves capacity for other replicas:
// https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit (page of 2025-08-21)
const windows: readonly Window[] = [
  { most: 3, span: seconds(1) },
  { most: 4, span: seconds(2) },
  { most: 30, span: seconds(30) },
  { most: 900, span: hours(1) },
];
const maxRemembered = 900;
const maxConversations = 2_000;

/** Counts the calls to each conversation, to stay below Teams' limits. */
export class Pacing {
  readonly #sent = new Map<string, number[]>();

  constructor(private readonly clock: Clock) {}

  /** Counts a call. */
  note(conversationId: string): void {
    const sent = this.#sent.get(conversationId) ?? [];
    sent.push(this.clock.now().getTime());
    if (sent.length > maxRemembered) sent.shift();
    this.#sent.delete(conversationId);
    this.#sent.set(conversationId, sent);
    if (this.#sent.size <= maxConversations) return;
    const [oldest] = this.#sent.keys();
    if (oldest) this.#sent.delete(oldest);
  }

  /** Returns the real milliseconds until every window has capacity for a call. */
  pauseMs(conversationId: string): number {
    const sent = this.#sent.get(conversationId) ?? [];
    const now = this.clock.now().getTime();
    const pauses = windows.map(({ most, span }) => {
      const oldest = sent.at(-most);
      return oldest === undefined ? 0 : oldest + this.clock.real(span) - now;
    });
    return Math.max(0, ...pauses);
  }
}
