import { sql } from 'kysely';
import type { BudgetLedger, RateReservation, RateWindow } from '../ports';
import type { Database } from './postgres/database';

/**
 * Reserved calls to Defender, one row each, on the database's clock so that replicas with different
 * clocks agree. A reservation released in the middle of the queue stays empty: the times that others
 * were given don't change.
 */
export class StoredBudgetLedger implements BudgetLedger {
  constructor(
    private readonly db: Database,
    /** Replaces the database's clock in tests. */
    private readonly clock?: () => Date,
  ) {}

  async reserve(
    endpoint: string,
    windows: readonly RateWindow[],
  ): Promise<RateReservation & { readonly waitMs: number }> {
    const { rows } = await sql<{ id: string; at: Date; wait_ms: number }>`
      select id, at, wait_ms from bailiff.reserve_call(
        ${endpoint}, ${JSON.stringify(windows)}::jsonb, ${this.clock?.() ?? null}::timestamptz)
    `.execute(this.db);
    const { id, at, wait_ms } = rows[0]!;
    // Timers may fire early; a call one millisecond late breaks no limit, an early one does.
    return { id, at, waitMs: wait_ms > 0 ? Math.ceil(wait_ms) + 1 : 0 };
  }

  async msUntil(id: string): Promise<number | undefined> {
    const { rows } = await sql<{ ms: number }>`
      select (extract(epoch from at
        - coalesce(${this.clock?.() ?? null}::timestamptz, clock_timestamp())) * 1000)::double precision as ms
      from bailiff.budget_calls where id = ${id}
    `.execute(this.db);
    return rows[0] && Math.ceil(rows[0].ms);
  }

  async release(id: string): Promise<void> {
    await this.db.deleteFrom('budget_calls').where('id', '=', id).execute();
  }

  async delayUntil(endpoint: string, ms: number): Promise<void> {
    await sql`
      insert into bailiff.budget_pauses as p (endpoint, until)
      values (${endpoint},
        coalesce(${this.clock?.() ?? null}::timestamptz, clock_timestamp())
          + ${ms}::double precision * interval '1 millisecond')
      on conflict (endpoint) do update set until = greatest(p.until, excluded.until)
    `.execute(this.db);
  }
}
