import { type Kysely, sql } from 'kysely';

/** Failure alerts, overrides of the on-call schedule, and outages of Defender. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table bailiff.notices (
      id text primary key references bailiff.job_ids,
      cause text not null,
      state text not null,
      opened_at timestamptz not null,
      last_at timestamptz not null,
      notice jsonb not null
    );
    create index on bailiff.notices (cause, last_at desc) where state <> 'resolved';
    create index on bailiff.notices (opened_at desc);

    -- Each failure once: a repeated report finds its alert.
    create table bailiff.mishaps (
      key text primary key,
      job text not null,
      subject text not null,
      notice_id text not null references bailiff.notices
    );
    create index on bailiff.mishaps (job);
    create index on bailiff.mishaps (subject);

    create table bailiff.overrides (
      id text primary key,
      person jsonb not null,
      begins_at timestamptz not null,
      ends_at timestamptz not null,
      by_person jsonb not null,
      made_at timestamptz not null
    );
    create index on bailiff.overrides (ends_at);

    create table bailiff.outages (
      id text primary key,
      since timestamptz not null,
      back_at timestamptz,
      closed_at timestamptz,
      waited jsonb not null
    );
    create unique index one_outage_at_a_time on bailiff.outages ((true)) where closed_at is null;
  `.execute(db);
}
