import { minutes, seconds } from '../domain/duration';
import { DefenderRefusedError } from '../domain/errors';
import { sentence } from '../language/language';
import type { BudgetLedger, Clock, RateReservation } from '../ports';
import { type Endpoint, type Limit, limits } from './limits';
import { waitReal } from './wait';

const timeout = minutes(5);
const ahead = seconds(3);
const maxMissed = 5;
const maxRemembered = 1000;

/**
 * Schedules calls so that all replicas together never exceed Defender's rate limits.
 *
 * The ledger stores reserved slots; this class knows the limits. Our windows are longer than
 * Defender's by a slack: half of it may pass between the slot and the call, the other half on the
 * network. A caller that is later than that takes another slot.
 */
export class Budget {
  readonly #taken = new Set<string>();

  constructor(
    private readonly ledger: BudgetLedger,
    private readonly clock: Clock,
  ) {}

  /** Reserves the next free slot under all limits of the endpoint. */
  async reserve(endpoint: Endpoint): Promise<Slot> {
    return this.ledger.reserve(
      endpoint,
      limits[endpoint].map((limit) => this.window(limit)),
    );
  }

  /**
   * Reserves a slot a few seconds ahead, for a caller that writes to the database before the call: a
   * slot that passes unused is lost to everybody.
   */
  async reserveAhead(endpoint: Endpoint): Promise<Slot> {
    await this.ledger.delayUntil(endpoint, this.clock.real(ahead));
    return this.reserve(endpoint);
  }

  /**
   * Waits for a slot and runs `prepare`; the caller must call at once after it returns.
   * @throws {DefenderRefusedError} our own 429 if the slot is minutes away, with `retryAfterSeconds`
   */
  async take<T>(
    endpoint: Endpoint,
    prepare: () => Promise<T>,
    reserved?: RateReservation,
  ): Promise<T> {
    for (let missed = 0; missed < maxMissed; missed += 1) {
      const asked = this.clock.now().getTime();
      const held = missed === 0 && reserved ? await this.held(reserved) : undefined;
      const slot = held ?? (await this.near(endpoint, reserved !== undefined));
      await waitReal(this.clock, slot.waitMs);
      const ready = await prepare();
      const late = this.clock.now().getTime() - asked - slot.waitMs;
      if (late <= this.tolerated(endpoint)) return ready;
      // The slot was not used; a reserved one may have been used before a crash.
      if (!held) await this.ledger.release(slot.id);
    }
    throw tooFar(endpoint, this.clock.real(limits[endpoint][0].per));
  }

  async release(reservation: RateReservation): Promise<void> {
    await this.ledger.release(reservation.id);
  }

  /** Blocks the endpoint for all replicas after a 429 of Defender. */
  async delayUntil(endpoint: Endpoint, ms: number): Promise<void> {
    await this.ledger.delayUntil(endpoint, ms);
  }

  /**
   * A slot reserved earlier, by the ledger's clock; undefined if it has passed or was used here: a
   * retried step takes another.
   */
  private async held({ id, at }: RateReservation): Promise<Slot | undefined> {
    const waitMs = await this.ledger.msUntil(id);
    if (waitMs === undefined || this.#taken.has(id)) return undefined;
    if (this.#taken.size >= maxRemembered) this.#taken.clear();
    this.#taken.add(id);
    return { id, at, waitMs };
  }

  /** Reserves a new slot. A caller that had a reservation accepts a long wait. */
  private async near(endpoint: Endpoint, isTolerant: boolean): Promise<Slot> {
    const slot = await this.reserve(endpoint);
    if (isTolerant || slot.waitMs <= this.clock.real(timeout)) return slot;
    await this.ledger.release(slot.id);
    throw tooFar(endpoint, slot.waitMs);
  }

  private window({ calls, per }: Limit): { limit: number; ms: number } {
    const ms = this.clock.real(per);
    return { limit: calls, ms: Math.ceil(ms + slackOf(ms)) };
  }

  /** Real milliseconds that a call may be late. */
  private tolerated(endpoint: Endpoint): number {
    return Math.min(...limits[endpoint].map(({ per }) => slackOf(this.clock.real(per)) / 2));
  }
}

type Slot = RateReservation & { readonly waitMs: number };

function slackOf(ms: number): number {
  return Math.max(200, ms / 50);
}

function tooFar(endpoint: Endpoint, waitMs: number): DefenderRefusedError {
  return new DefenderRefusedError({
    status: 429,
    code: 'BudgetUsedUp',
    said: sentence`Bailiff’s API budget is used up for the moment.`,
    asked: endpoint,
    retryAfterSeconds: Math.ceil(waitMs / 1000),
  });
}
