import { sql } from 'kysely';
import type { BudgetLedger, RateReservation, RateWindow } from '../ports';
import type { Database } from './postgres/database';

/**
 * The calls promised to Defender, one row each; the database's clock rules, so that replicas whose
 * clocks differ still agree. A place given back in the middle of the queue stays empty: the moments
 * that others were told stand.
 */
export class StoredBudgetLedger implements BudgetLedger {
  constructor(
    private readonly db: Database,
    /** Instead of the database's clock, for tests. */
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
    // A timer may fire a fraction early: a call a millisecond late breaks no limit, one early does.
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
