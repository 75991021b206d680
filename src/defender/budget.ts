import { minutes, seconds } from '../domain/duration';
import { DefenderRefused } from '../domain/errors';
import type { BudgetLedger, Clock, Reservation } from '../ports';
import { type Endpoint, type Limit, limits } from './limits';
import { waitReal } from './wait';

const patience = minutes(5);
const lateness = seconds(3);

/**
 * Hands out moments to call, so that no limit of Defender's is ever exceeded, by all replicas together.
 *
 * The ledger remembers what was given; here stand what Defender allows and who waits.
 */
export class Budget {
  constructor(
    private readonly ledger: BudgetLedger,
    private readonly clock: Clock,
  ) {}

  /** The next free moment under all of the endpoint's limits, ours alone from now on. */
  async reserve(endpoint: Endpoint): Promise<Reservation & { readonly waitMs: number }> {
    return this.ledger.reserve(
      endpoint,
      limits[endpoint].map((limit) => this.window(limit)),
    );
  }

  /**
   * Waits for a place; returns when it is time to call.
   * @throws {DefenderRefused} 429 of our own when the place is minutes away: come back at that time
   */
  async take(endpoint: Endpoint, reserved?: Reservation): Promise<void> {
    if (reserved && this.isUsable(reserved)) {
      return waitReal(this.clock, reserved.at.getTime() - this.clock.now().getTime());
    }
    if (reserved) await this.giveBack(reserved);
    const { id, waitMs } = await this.reserve(endpoint);
    // A caller who asked for a place of its own has agreed to wait for it.
    if (!reserved && waitMs > this.clock.real(patience)) {
      await this.ledger.giveBack(id);
      throw tooFar(endpoint, waitMs);
    }
    await waitReal(this.clock, waitMs);
  }

  async giveBack(reservation: Reservation): Promise<void> {
    await this.ledger.giveBack(reservation.id);
  }

  /** Defender said "later" all the same: nobody calls this endpoint before that. */
  async pushBack(endpoint: Endpoint, ms: number): Promise<void> {
    await this.ledger.pushBack(endpoint, ms);
  }

  /** A place that was missed would put the call where somebody else's may stand. */
  private isUsable({ at }: Reservation): boolean {
    return this.clock.now().getTime() - at.getTime() <= this.clock.real(lateness);
  }

  /** A little longer than Defender's own: calls don't arrive as evenly as they leave. */
  private window({ calls, per }: Limit): { limit: number; ms: number } {
    const ms = this.clock.real(per);
    return { limit: calls, ms: Math.ceil(ms + Math.max(50, ms / 100)) };
  }
}

function tooFar(endpoint: Endpoint, waitMs: number): DefenderRefused {
  return new DefenderRefused({
    status: 429,
    code: 'BudgetUsedUp',
    said: 'Our own share of calls is used up for the moment.',
    asked: endpoint,
    retryAfterSeconds: Math.ceil(waitMs / 1000),
  });
}
