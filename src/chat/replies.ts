import type { Reply } from '../domain/card';

type Take = (answer: Reply) => void;

const maxRemembered = 500;

/**
 * Where a press that Teams still waits for meets its answer.
 *
 * Only within this process and for seconds: what nobody waits for any more is sent as a message.
 */
export class Replies {
  readonly #waiting = new Map<string, Take[]>();
  /** A redelivered press gets what the first one got. */
  readonly #given = new Map<string, Reply>();

  /** The answer to a turn if it comes within so many real milliseconds. */
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

  /** Hands an answer to who waits for it; false when nobody does. */
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
