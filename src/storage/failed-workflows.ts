import { type Selectable, sql } from 'kysely';
import type { FailedWorkflow, FailedWorkflows } from '../ports';
import type { Database } from './postgres/database';
import { present, storable } from './rows';
import type { Tables } from './tables';

/** What is known about failed workflows, in the database. */
export class StoredFailedWorkflows implements FailedWorkflows {
  constructor(private readonly db: Database) {}

  async get(id: string): Promise<FailedWorkflow | undefined> {
    const row = await this.db
      .selectFrom('failed_workflows')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    return row && toFailedWorkflow(row);
  }

  async save({ error, failedAt, id, name, nextAt, resumes }: FailedWorkflow): Promise<void> {
    const columns = {
      name,
      error: storable(error),
      failed_at: failedAt,
      resumes,
      next_at: nextAt ?? null,
      reviewed_at: null,
    };
    await this.db
      .insertInto('failed_workflows')
      .values({ id, ...columns })
      .onConflict((known) => known.column('id').doUpdateSet(columns))
      .execute();
  }

  async resumed(id: string): Promise<void> {
    await this.db
      .updateTable('failed_workflows')
      .set({ resumes: sql`resumes + 1`, next_at: null, reviewed_at: sql<Date>`clock_timestamp()` })
      .where('id', '=', id)
      .execute();
  }

  async unresolved(): Promise<FailedWorkflow[]> {
    const rows = await this.db
      .selectFrom('failed_workflows')
      .selectAll()
      .where('reviewed_at', 'is', null)
      .orderBy('failed_at')
      .execute();
    return rows.map(toFailedWorkflow);
  }

  async keepOnly(ids: readonly string[]): Promise<void> {
    await sql`
      delete from bailiff.failed_workflows where id <> all(${[...ids]}::text[])
        and (reviewed_at is not null or next_at is not null)
        and failed_at < clock_timestamp() - interval '1 day'
    `.execute(this.db);
  }
}

function toFailedWorkflow(row: Selectable<Tables['failed_workflows']>): FailedWorkflow {
  const { error, failed_at: failedAt, id, name, resumes } = row;
  return { id, name, error, failedAt, resumes, ...present({ nextAt: row.next_at }) };
}
