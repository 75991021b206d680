import { type Kysely, sql } from 'kysely';

/** An index, because each step of a package looks up the incidents that show it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index on bailiff.incident_machines (collection_id)`.execute(db);
}
