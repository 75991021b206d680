import { sql, type Transaction } from 'kysely';
import type { Tables } from '../tables';

/**
 * Serialises two deliveries of one request across replicas: the second finds what the first
 * wrote. Held until the transaction ends.
 */
export async function takeRequestLock(tx: Transaction<Tables>, requestId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${requestId}, 0))`.execute(tx);
}
