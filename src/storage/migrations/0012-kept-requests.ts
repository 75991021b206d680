import { type Kysely, sql } from 'kysely';

/** Pending requests, which wait until Defender can identify their machines. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table bailiff.kept_requests (
      id text primary key references bailiff.job_ids,
      request_id text not null unique,
      asked_by_id text not null,
      request jsonb not null,
      made_at timestamptz not null default now(),
      ended_at timestamptz
    );

    create index on bailiff.kept_requests (made_at) where ended_at is null;
  `.execute(db);
}
