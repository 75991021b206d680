import { EventEmitter, once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { type Duration, seconds } from '../domain/duration';
import type { Clock, Log, Outbox, QueuedMessage } from '../ports';
import type { Outcome } from './other-routes';
import type { Pacing } from './pacing';

export interface DelivererDependencies {
  readonly outbox: Outbox;
  readonly deliver: (message: QueuedMessage) => Promise<Outcome>;
  readonly pacing: Pacing;
  readonly clock: Clock;
  readonly log: Log;
  /** Id of the replica: after a restart it resumes its own leases at once. */
  readonly owner: string;
  readonly onOutcome?: ((outcome: Outcome['kind']) => void) | undefined;
}

/**
 * Pause between two edits: Teams counts edits like messages, and nobody reads a card more often.
 */
export const betweenEdits: Duration = seconds(20);

// Longer than all calls of one attempt, each of which ends within 15 s.
const leaseMs = 120_000;
const maxParallel = 16;
// Messages of this process wake the deliverer; polling finds those of other replicas.
const pollMs = 1_000;
const drainMs = 3_000;

/**
 * Sends due messages of the outbox: one at a time per conversation, many conversations in parallel.
 */
export class Deliverer {
  readonly #recorded = new EventEmitter().setMaxListeners(0);
  /** Conversations with a call in progress, or without capacity until then (epoch ms). */
  readonly #busy = new Map<string, number>();
  readonly #underWay = new Set<Promise<void>>();
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #timerAt = Number.POSITIVE_INFINITY;
  #isClaiming = false;
  #claiming: Promise<void> | undefined;
  #claimsAgain = false;

  constructor(private readonly parts: DelivererDependencies) {}

  /** Resumes the leases of this replica's previous process, and starts sending. */
  async start(): Promise<void> {
    await this.parts.outbox.release(this.parts.owner);
    this.wake();
  }

  /** Waits a few seconds for calls in progress; unfinished leases expire. */
  async stop(): Promise<void> {
    this.#stop.abort();
    clearTimeout(this.#timer);
    await this.#claiming;
    await Promise.race([Promise.all(this.#underWay), pause(drainMs, undefined, { ref: false })]);
  }

  /** Looks for due messages after so many real milliseconds. */
  wake(afterMs = 0): void {
    const at = Date.now() + afterMs;
    if (this.#stop.signal.aborted || at >= this.#timerAt) return;
    clearTimeout(this.#timer);
    this.#timerAt = at;
    this.#timer = setTimeout(() => {
      this.#timerAt = Number.POSITIVE_INFINITY;
      this.#claiming = this.#claim();
    }, afterMs);
  }

  /** Resolves when this replica records its next outcome, or after so many real milliseconds. */
  async next(ms: number): Promise<void> {
    const signal = AbortSignal.any([AbortSignal.timeout(ms), this.#stop.signal]);
    await once(this.#recorded, 'outcome', { signal }).catch(() => undefined);
  }

  async #claim(): Promise<void> {
    this.#claimsAgain = true;
    if (this.#isClaiming) return this.#claiming;
    this.#isClaiming = true;
    try {
      while (this.#claimsAgain && !this.#stop.signal.aborted) {
        this.#claimsAgain = false;
        const limit = maxParallel - this.#underWay.size;
        if (limit <= 0) break;
        const request = { owner: this.parts.owner, leaseMs, limit, busy: this.#busyNow() };
        const claimed = await this.parts.outbox.claim(request);
        for (const message of claimed) this.#begin(message);
        if (claimed.length > 0) this.#claimsAgain = true;
      }
    } catch (error) {
      this.parts.log.warn({ error }, 'the outbox could not be read');
    } finally {
      this.#isClaiming = false;
      this.wake(pollMs);
    }
  }

  #busyNow(): string[] {
    const now = this.parts.clock.now().getTime();
    for (const [conversation, until] of this.#busy)
      if (until <= now) this.#busy.delete(conversation);
    return [...this.#busy.keys()];
  }

  #begin(message: QueuedMessage): void {
    const { conversationId } = message.place;
    this.#busy.set(conversationId, Number.POSITIVE_INFINITY);
    const work = this.#deliver(message).finally(() => {
      this.#underWay.delete(work);
      const paused = this.parts.pacing.pauseMs(conversationId);
      this.#busy.set(conversationId, this.parts.clock.now().getTime() + paused);
      this.wake(paused);
    });
    this.#underWay.add(work);
  }

  async #deliver(message: QueuedMessage): Promise<void> {
    const { deliver, log, onOutcome } = this.parts;
    const outcome = await deliver(message).catch((error: unknown): Outcome => {
      // A failure of the database or of Bailiff rather than of Teams: retried like a 429.
      log.warn({ error, message: message.key }, 'a delivery broke off');
      return { kind: 'later', afterMs: pollMs * Math.min(60, 2 ** message.tries) };
    });
    onOutcome?.(outcome.kind);
    // An unrecorded delivery would be sent again, so this retries until the database is available.
    while (!this.#stop.signal.aborted || outcome.kind === 'sent')
      try {
        await this.#record(message, outcome);
        break;
      } catch (error) {
        log.warn({ error, message: message.key }, 'the outcome of a delivery was not recorded yet');
        if (this.#stop.signal.aborted) break;
        await pause(pollMs, undefined, { ref: false });
      }
    this.#recorded.emit('outcome');
  }

  async #record(message: QueuedMessage, outcome: Outcome): Promise<void> {
    const { clock, outbox } = this.parts;
    if (outcome.kind === 'sent') {
      const spacingMs = clock.real(betweenEdits);
      const more = await outbox.sent(message, { ...outcome, spacingMs });
      if (more !== undefined) this.wake(more);
    } else if (outcome.kind === 'later') {
      await outbox.retry(message, outcome.afterMs);
      if (outcome.isPaused) await outbox.pause(message.place.conversationId, outcome.afterMs);
      this.wake(outcome.afterMs);
    } else if (outcome.kind === 'redirected') {
      await outbox.redirect(message, outcome.place, outcome.route);
      this.wake();
    } else await outbox.fail(message, outcome.why);
  }
}
