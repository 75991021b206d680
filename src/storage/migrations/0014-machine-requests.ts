import { type Kysely, sql } from 'kysely';

/** The machines that each person requested recently, counted for the policy's limits. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table bailiff.machine_requests (
      -- The job, or the request that retried one.
      id text primary key,
      person_id text not null,
      machines integer not null,
      unapproved integer not null,
      requested_at timestamptz not null default clock_timestamp()
    );
    create index on bailiff.machine_requests (person_id, requested_at);
  `.execute(db);
}
