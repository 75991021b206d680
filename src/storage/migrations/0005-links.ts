import { type Kysely, sql } from 'kysely';

/**
 * One-time links, contents of IP reports, and digests.
 *
 * `ip_report_rows` hold a report as it was read; `ip_sightings` what is remembered of an address
 * across reports.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table bailiff.one_time_links (
      token_hash text primary key,
      kind text not null,
      subject text not null,
      person jsonb not null,
      issued_at timestamptz not null,
      expires_at timestamptz not null,
      used_at timestamptz
    );
    create index on bailiff.one_time_links (expires_at);

    alter table bailiff.ip_reports add column subject text;
    create index on bailiff.ip_reports (subject, started_at desc) where subject is not null;

    create table bailiff.ip_report_rows (
      report_id text not null,
      position integer not null,
      address text not null,
      row jsonb not null,
      primary key (report_id, position)
    );
    create index on bailiff.ip_report_rows (address);

    create table bailiff.ip_report_alerts (
      report_id text not null,
      alert_id text not null,
      alert jsonb not null,
      primary key (report_id, alert_id)
    );

    create table bailiff.ip_sightings (
      address text not null,
      alert_id text not null,
      incident_id text,
      first_seen timestamptz,
      last_seen timestamptz,
      report_id text not null,
      noted_at timestamptz not null,
      primary key (address, alert_id)
    );

    create table bailiff.digests (
      conversation_id text primary key,
      place jsonb not null,
      time text not null,
      time_zone text not null,
      by_person jsonb not null,
      set_at timestamptz not null,
      told_at timestamptz not null
    );
  `.execute(db);
}
