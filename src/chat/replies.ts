import type { Reply } from '../domain/card';

type Take = (answer: Reply) => void;

const maxRemembered = 500;

/**
 * Connects presses that Teams still waits for with their replies.
 *
 * In this process and for seconds only: a later reply is sent as a message.
 */
export class Replies {
  readonly #waiting = new Map<string, Take[]>();
  /** A redelivered press gets the same reply. */
  readonly #given = new Map<string, Reply>();

  /** The reply to a turn, if it arrives within so many real milliseconds. */
  async answerOf(turnId: string, ms: number): Promise<Reply | undefined> {
    const given = this.#given.get(turnId);
    if (given) return given;
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<Reply | undefined>((resolve) => {
        timer = setTimeout(() => resolve(undefined), ms);
        this.#waiting.set(turnId, [...(this.#waiting.get(turnId) ?? []), resolve]);
      });
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(turnId);
    }
  }

  /** Resolves a pending waiter; returns false if there is none. */
  offer(turnId: string, answer: Reply): boolean {
    const waiting = this.#waiting.get(turnId) ?? [];
    this.#waiting.delete(turnId);
    if (waiting.length === 0) return false;
    if (this.#given.size >= maxRemembered) this.#given.clear();
    this.#given.set(turnId, answer);
    for (const take of waiting) take(answer);
    return true;
  }
}
