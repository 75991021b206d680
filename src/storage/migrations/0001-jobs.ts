import { type Kysely, sql } from 'kysely';

/** Collections, their packages, and IP reports. Ids come from one table and are never reused. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table bailiff.job_ids (
      id text primary key,
      made_at timestamptz not null default now()
    );

    create table bailiff.collections (
      id text primary key references bailiff.job_ids,
      asked_by_id text not null,
      asked_by jsonb not null,
      asked_at timestamptz not null default now(),
      place jsonb not null,
      reason text,
      incident text,
      ticket text
    );
    create index on bailiff.collections (asked_at desc);
    create index on bailiff.collections (asked_by_id, asked_at desc);

    -- What was answered to a request, so that a repetition is answered the same.
    create table bailiff.collection_requests (
      request_id text primary key,
      collection_id text references bailiff.collections,
      joined jsonb not null,
      made_at timestamptz not null default now()
    );

    create table bailiff.packages (
      id text primary key,
      collection_id text not null references bailiff.collections,
      number integer not null,
      machine_id text not null,
      machine jsonb not null,
      state text not null,
      attempt integer not null default 1,
      asked_defender_at timestamptz,
      action_id text,
      adopted_from text,
      started_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      ended_at timestamptz,
      last_checked_at timestamptz,
      link_at timestamptz,
      hindrance jsonb,
      stored jsonb,
      failure jsonb,
      cancelled_by jsonb,
      unique (collection_id, number)
    );
    create unique index one_running_package_per_machine on bailiff.packages (machine_id)
      where state not in ('ready', 'failed', 'cancelled', 'stopped-waiting');
    create index on bailiff.packages (machine_id);

    create table bailiff.followers (
      collection_id text not null references bailiff.collections,
      person_id text not null,
      person jsonb not null,
      place jsonb not null,
      since timestamptz not null default now(),
      primary key (collection_id, person_id)
    );

    create table bailiff.ip_reports (
      id text primary key references bailiff.job_ids,
      request_id text not null unique,
      asked_by_id text not null,
      request jsonb not null,
      state text not null default 'running',
      summary jsonb,
      started_at timestamptz not null default now(),
      ended_at timestamptz
    );
    create index on bailiff.ip_reports (started_at desc);
  `.execute(db);
}
