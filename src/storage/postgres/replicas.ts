import { sql } from 'kysely';
import type { Replicas } from '../../ports';
import type { Database } from './database';

/** Heartbeats in the database, by the database's clock. */
export class StoredReplicas implements Replicas {
  constructor(private readonly db: Database) {}

  async heartbeat(executorId: string): Promise<void> {
    const now = sql<Date>`clock_timestamp()`;
    await this.db
      .insertInto('replicas')
      .values({ executor_id: executorId, beaten_at: now })
      .onConflict((again) => again.column('executor_id').doUpdateSet({ beaten_at: now }))
      .execute();
  }

  async dead(olderThanMs: number): Promise<string[]> {
    const rows = await this.db
      .selectFrom('replicas')
      .select('executor_id')
      .where(
        'beaten_at',
        '<',
        sql<Date>`clock_timestamp() - ${olderThanMs}::double precision * interval '1 millisecond'`,
      )
      .orderBy('executor_id')
      .execute();
    return rows.map((row) => row.executor_id);
  }

  async forget(executorId: string): Promise<void> {
    await this.db.deleteFrom('replicas').where('executor_id', '=', executorId).execute();
  }
}
