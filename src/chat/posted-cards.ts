import type { Card } from '../domain/card';
import { seconds } from '../domain/duration';
import type { Place } from '../domain/place';
import type { Clock, Localized, Log } from '../ports';
import { sleepReal } from './pacing';

export interface ShowOptions {
  readonly final?: boolean;
  readonly reopened?: boolean;
}

/** What is to stand on a living card. */
export interface Showing extends ShowOptions {
  readonly place: Place;
  readonly card: Card | Localized<Card>;
}

interface Parts {
  readonly clock: Clock;
  readonly log: Log;
  readonly stopped: AbortSignal;
  /** Puts it up now; false when nothing was sent because nothing changed. */
  readonly put: (name: string, showing: Showing) => Promise<boolean>;
}

interface Stage {
  /** Shows follow one another: two at once would post the card twice. */
  queue: Promise<unknown>;
  /** The newest content that waits for its moment. */
  waiting?: Showing | undefined;
  lastAt: number;
  timer: boolean;
}

// Teams counts edits like messages; nobody reads a card more often than this.
const betweenEdits = seconds(20);
const maxStages = 5_000;

/**
 * Keeps living cards calm: at most one edit in 20 s each, the newest content wins, and a final one
 * goes out at once and is not overtaken by what waited.
 */
export class CardUpdates {
  readonly #stages = new Map<string, Stage>();

  constructor(private readonly parts: Parts) {}

  async show(name: string, showing: Showing): Promise<void> {
    const stage = this.#stage(name);
    if (showing.final || showing.reopened) stage.waiting = undefined;
    else if (this.#untilNext(stage) > 0 || stage.timer) {
      stage.waiting = showing;
      this.#later(name, stage);
      return;
    }
    await this.#now(name, stage, showing);
  }

  async #now(name: string, stage: Stage, showing: Showing): Promise<void> {
    const mine = stage.queue.then(async () => {
      const wasSent = await this.parts.put(name, showing);
      if (wasSent) stage.lastAt = this.parts.clock.now().getTime();
    });
    stage.queue = mine.catch(() => undefined);
    await mine;
  }

  #later(name: string, stage: Stage): void {
    if (stage.timer) return;
    stage.timer = true;
    this.#flush(name, stage)
      .catch((error: unknown) => {
        if (!this.parts.stopped.aborted)
          this.parts.log.warn({ error, card: name }, 'an edit of a living card was given up');
      })
      .finally(() => {
        stage.timer = false;
        if (stage.waiting && !this.parts.stopped.aborted) this.#later(name, stage);
      });
  }

  async #flush(name: string, stage: Stage): Promise<void> {
    const { clock, stopped } = this.parts;
    for (let ms = this.#untilNext(stage); ms > 0; ms = this.#untilNext(stage))
      await sleepReal(clock, ms, stopped);
    await stage.queue;
    const showing = stage.waiting;
    stage.waiting = undefined;
    if (showing) await this.#now(name, stage, showing);
  }

  /** Real milliseconds until the next edit may go out. */
  #untilNext({ lastAt }: Stage): number {
    return lastAt + this.parts.clock.real(betweenEdits) - this.parts.clock.now().getTime();
  }

  #stage(name: string): Stage {
    const known = this.#stages.get(name);
    if (known) return known;
    if (this.#stages.size >= maxStages) this.#dropIdle();
    const stage: Stage = { queue: Promise.resolve(), lastAt: 0, timer: false };
    this.#stages.set(name, stage);
    return stage;
  }

  #dropIdle(): void {
    for (const [name, stage] of this.#stages)
      if (!stage.timer && this.#untilNext(stage) <= 0) this.#stages.delete(name);
  }
}
