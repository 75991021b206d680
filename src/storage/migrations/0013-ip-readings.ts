import { type Kysely, sql } from 'kysely';

/**
 * IP reports of any size: attempts are invisible until published, and rows carry their rank, so
 * that sorting needs no memory. The tables of attempts are unlogged, because a lost attempt is
 * repeated.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create unlogged table bailiff.ip_readings (
      id bigint generated always as identity primary key,
      report_id text not null
    );
    create unlogged table bailiff.ip_reading_alerts (
      reading_id bigint not null references bailiff.ip_readings on delete cascade,
      alert_id text not null,
      alert jsonb not null,
      first_seen timestamptz,
      last_seen timestamptz,
      primary key (reading_id, alert_id)
    );
    create unlogged table bailiff.ip_reading_rows (
      reading_id bigint not null references bailiff.ip_readings on delete cascade,
      address text collate "C" not null,
      part integer not null,
      row jsonb not null,
      primary key (reading_id, address, part)
    );

    alter table bailiff.ip_report_rows add column rank text collate "C";
    update bailiff.ip_report_rows set rank = lpad(position::text, 10, '0');
    alter table bailiff.ip_report_rows
      drop constraint ip_report_rows_pkey,
      drop column position,
      alter column rank set not null,
      add primary key (report_id, address);
    create index on bailiff.ip_report_rows (report_id, rank);
  `.execute(db);
}
