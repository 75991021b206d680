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
  /** The replica: after a restart it takes up at once what it had leased. */
  readonly owner: string;
  readonly onOutcome?: ((outcome: Outcome['kind']) => void) | undefined;
}

/** Teams counts edits like messages, and nobody reads a card more often than this. */
export const betweenEdits: Duration = seconds(20);

// Longer than all calls of one try, each of which ends within 15 s.
const leaseMs = 120_000;
const maxParallel = 16;
// Messages of this process wake the deliverer; this finds what other replicas left behind.
const pollMs = 1_000;
const drainMs = 3_000;

/** Sends what is due in the outbox: one message at a time per conversation, many conversations at once. */
export class Deliverer {
  readonly #recorded = new EventEmitter().setMaxListeners(0);
  /** Conversations that have a call under way, or no room for one until then (epoch ms). */
  readonly #busy = new Map<string, number>();
  readonly #underWay = new Set<Promise<void>>();
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #timerAt = Number.POSITIVE_INFINITY;
  #isClaiming = false;
  #claiming: Promise<void> | undefined;
  #claimsAgain = false;

  constructor(private readonly parts: DelivererDependencies) {}

  /** Takes up what this replica had leased before it was stopped, and begins to send. */
  async start(): Promise<void> {
    await this.parts.outbox.release(this.parts.owner);
    this.wake();
  }

  /** Lets calls that are under way end, for a few seconds; the lease of one that does not runs out. */
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

  /** Resolves when the next outcome of this replica was recorded, or after so many real milliseconds. */
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
      // Not Teams but the database or the code: tried again as if Teams had said "not now".
      log.warn({ error, message: message.key }, 'a delivery broke off');
      return { kind: 'later', afterMs: pollMs * Math.min(60, 2 ** message.tries) };
    });
    onOutcome?.(outcome.kind);
    // What was sent must be recorded, or it is sent again: as often as the database needs.
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
