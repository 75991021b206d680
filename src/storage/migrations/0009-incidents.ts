import { type Kysely, sql } from 'kysely';

/** Incidents, what rules did with their machines, and the state of the rules. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table bailiff.incident_watch (
      only_one boolean primary key default true check (only_one),
      began_at timestamptz not null,
      read_up_to timestamptz not null
    );

    create table bailiff.incidents (
      id text primary key,
      incident jsonb not null,
      is_old boolean not null,
      -- The update time, as Defender wrote it, of the state that was dealt with last.
      handled text,
      merged_into text,
      shown_in jsonb not null default '[]',
      first_seen_at timestamptz not null default now(),
      seen_at timestamptz not null default now()
    );

    create table bailiff.incident_machines (
      incident_id text not null references bailiff.incidents,
      machine_id text not null,
      name text not null,
      trigger text not null,
      state text not null,
      -- The workflow that took it: a repeated step finds what it took before.
      taken_by text not null,
      taken_at timestamptz not null,
      collection_id text,
      primary key (incident_id, machine_id)
    );
    create index on bailiff.incident_machines (trigger, taken_at);
    create index on bailiff.incident_machines (taken_by);

    create table bailiff.triggers (
      name text primary key,
      paused_at timestamptz,
      paused_by text,
      wanted integer,
      -- Nothing before counts against the hour any more.
      resumed_at timestamptz,
      muted_until timestamptz,
      changed_by jsonb
    );

    alter table bailiff.subscriptions add column source text;
    alter table bailiff.subscriptions add column tag text;
  `.execute(db);
}
