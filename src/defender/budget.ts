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
 * Hands out moments to call, so that no limit of Defender's is ever exceeded, by all replicas together.
 *
 * The ledger remembers what was given; here stand what Defender allows and who waits. A call that
 * comes some time after its moment comes as much closer to the next one. So our windows are longer
 * than Defender's by a slack; half of it may pass between the moment and the call, the other half is
 * for the way there. Who is later than that takes another moment.
 */
export class Budget {
  readonly #taken = new Set<string>();

  constructor(
    private readonly ledger: BudgetLedger,
    private readonly clock: Clock,
  ) {}

  /** The next free moment under all of the endpoint's limits, ours alone from now on. */
  async reserve(endpoint: Endpoint): Promise<Place> {
    return this.ledger.reserve(
      endpoint,
      limits[endpoint].map((limit) => this.window(limit)),
    );
  }

  /**
   * A place for a caller who has something to write down before the call. One that is over by then
   * would be lost to everybody, and of two a minute that is a minute: so it begins a little later.
   */
  async reserveAhead(endpoint: Endpoint): Promise<Place> {
    await this.ledger.delayUntil(endpoint, this.clock.real(ahead));
    return this.reserve(endpoint);
  }

  /**
   * Waits for a place and gets ready; returns when it is time to call, which then has to be at once.
   * @throws {DefenderRefused} 429 of our own when the place is minutes away: come back at that time
   */
  async take<T>(
    endpoint: Endpoint,
    prepare: () => Promise<T>,
    reserved?: RateReservation,
  ): Promise<T> {
    for (let missed = 0; missed < maxMissed; missed += 1) {
      const asked = this.clock.now().getTime();
      const held = missed === 0 && reserved ? await this.held(reserved) : undefined;
      const place = held ?? (await this.near(endpoint, reserved !== undefined));
      await waitReal(this.clock, place.waitMs);
      const ready = await prepare();
      const late = this.clock.now().getTime() - asked - place.waitMs;
      if (late <= this.tolerated(endpoint)) return ready;
      // Nobody called at that moment; one that was handed in may have been used before a crash.
      if (!held) await this.ledger.release(place.id);
    }
    throw tooFar(endpoint, this.clock.real(limits[endpoint][0].per));
  }

  async release(reservation: RateReservation): Promise<void> {
    await this.ledger.release(reservation.id);
  }

  /** Defender said "later" all the same: nobody calls this endpoint before that. */
  async delayUntil(endpoint: Endpoint, ms: number): Promise<void> {
    await this.ledger.delayUntil(endpoint, ms);
  }

  /**
   * A place that was reserved before, seen by the ledger's clock; nothing when its moment is long
   * over or it was used here already: a step that is repeated takes another.
   */
  private async held({ id, at }: RateReservation): Promise<Place | undefined> {
    const waitMs = await this.ledger.msUntil(id);
    if (waitMs === undefined || this.#taken.has(id)) return undefined;
    if (this.#taken.size >= maxRemembered) this.#taken.clear();
    this.#taken.add(id);
    return { id, at, waitMs };
  }

  /** A new place. A caller who came with one of its own has agreed to wait for another. */
  private async near(endpoint: Endpoint, isTolerant: boolean): Promise<Place> {
    const place = await this.reserve(endpoint);
    if (isTolerant || place.waitMs <= this.clock.real(timeout)) return place;
    await this.ledger.release(place.id);
    throw tooFar(endpoint, place.waitMs);
  }

  private window({ calls, per }: Limit): { limit: number; ms: number } {
    const ms = this.clock.real(per);
    return { limit: calls, ms: Math.ceil(ms + slackOf(ms)) };
  }

  /** Real milliseconds that a call may come after its moment. */
  private tolerated(endpoint: Endpoint): number {
    return Math.min(...limits[endpoint].map(({ per }) => slackOf(this.clock.real(per)) / 2));
  }
}

type Place = RateReservation & { readonly waitMs: number };

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
