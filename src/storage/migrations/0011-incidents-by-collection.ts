import { type Kysely, sql } from 'kysely';

/** Each step of a package asks which incidents show it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index on bailiff.incident_machines (collection_id)`.execute(db);
}
