import { type Kysely, sql } from 'kysely';

/** What custody needs: signed notes about the journal, who took a package, what must not be removed. */
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
