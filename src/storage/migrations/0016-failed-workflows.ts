import { type Kysely, sql } from 'kysely';

/** Workflows that ended with an error: when they resume, or that they need review. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table bailiff.failed_workflows (
      id text primary key,
      name text not null,
      error text not null,
      failed_at timestamptz not null,
      resumes integer not null,
      next_at timestamptz,
      reviewed_at timestamptz
    );
  `.execute(db);
}
