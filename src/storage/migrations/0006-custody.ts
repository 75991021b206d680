import { type Kysely, sql } from 'kysely';

/** Chain of custody: signed notes about the journal, downloads, and legal holds. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table bailiff.journal_notes (
      kind text not null,
      sequence bigint not null,
      at timestamptz not null,
      document text not null,
      primary key (kind, sequence)
    );

    create table bailiff.holds (
      collection_id text primary key references bailiff.collections (id),
      by_person jsonb not null,
      at timestamptz not null
    );

    alter table bailiff.packages add column downloads jsonb not null default '[]';
  `.execute(db);
}
