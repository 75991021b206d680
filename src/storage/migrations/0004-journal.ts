import { type Kysely, sql } from 'kysely';

/** The hash-chained journal. `record` is text: exactly the characters that were hashed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table bailiff.journal (
      sequence bigint primary key,
      at timestamptz not null,
      operation text not null,
      record text not null,
      previous_hash text not null,
      hash text not null
    );
    create index on bailiff.journal (at);
  `.execute(db);
}
