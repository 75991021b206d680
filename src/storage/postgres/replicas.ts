import { sql } from 'kysely';
import type { Replicas } from '../../ports';
import type { Database } from './database';
import { applicationName } from './pool';

/** Real milliseconds without a heartbeat after which a replica counts as dead. */
export const deadAfterMs = 45_000;

/** Heartbeats in the database, on the database's clock. */
export class StoredReplicas implements Replicas {
  constructor(private readonly db: Database) {}

  async heartbeat(executorId: string): Promise<void> {
    await this.#beatenAt(executorId, sql<Date>`clock_timestamp()`);
  }

  async leave(executorId: string): Promise<void> {
    await this.#beatenAt(executorId, sql<Date>`'epoch'::timestamptz`);
  }

  async dead(): Promise<string[]> {
    const rows = await this.db
      .selectFrom('replicas')
      .select('executor_id')
      .where(
        'beaten_at',
        '<',
        sql<Date>`clock_timestamp() - ${deadAfterMs}::double precision * interval '1 millisecond'`,
      )
      .orderBy('executor_id')
      .execute();
    return rows.map((row) => row.executor_id);
  }

  async others(executorId: string): Promise<string[]> {
    const rows = await this.db
      .selectFrom('replicas')
      .select('executor_id')
      .where('executor_id', '<>', executorId)
      .orderBy('executor_id')
      .execute();
    return rows.map((row) => row.executor_id);
  }

  async terminate(executorId: string): Promise<number> {
    const { rows } = await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = ${applicationName(executorId)} and usename = current_user
        and datname = current_database() and pid <> pg_backend_pid()
    `.execute(this.db);
    return rows.length;
  }

  async forget(executorId: string): Promise<void> {
    await this.db.deleteFrom('replicas').where('executor_id', '=', executorId).execute();
  }

  async #beatenAt(executorId: string, at: ReturnType<typeof sql<Date>>): Promise<void> {
    await this.db
      .insertInto('replicas')
      .values({ executor_id: executorId, beaten_at: at })
      .onConflict((again) => again.column('executor_id').doUpdateSet({ beaten_at: at }))
      .execute();
  }
}
