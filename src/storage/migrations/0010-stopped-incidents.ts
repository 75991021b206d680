import { type Kysely, sql } from 'kysely';

/** Stopped incidents, on which no rule acts any more. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table bailiff.incidents
      add column stopped_at timestamptz,
      add column stopped_by jsonb;
  `.execute(db);
}
