import { type Kysely, sql } from 'kysely';

/** Approvals, and drafts that wait for their requester. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table bailiff.approvals (
      collection_id text primary key references bailiff.collections,
      state text not null default 'pending',
      by_role text not null,
      because jsonb not null,
      package_ids jsonb not null,
      hash text not null,
      asked_at timestamptz not null default now(),
      expires_at timestamptz not null,
      decided_by jsonb,
      decided_at timestamptz,
      said text
    );

    create table bailiff.drafts (
      id text primary key references bailiff.job_ids,
      request_id text not null unique,
      draft jsonb not null,
      made_at timestamptz not null default now(),
      expires_at timestamptz not null
    );

    create index on bailiff.packages (machine_id, ended_at desc) where state = 'ready';
  `.execute(db);
}
