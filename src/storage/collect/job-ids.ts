import type { Kysely, Transaction } from 'kysely';
import { newJobId } from '../../domain/ids';
import { StorageRefusedError } from '../refusal';
import type { Tables } from '../tables';

const maxTries = 20;

/** Reserves an id that was never used before. */
export async function takeJobId(
  db: Kysely<Tables> | Transaction<Tables>,
  propose: () => string = newJobId,
): Promise<string> {
  for (let tries = 0; tries < maxTries; tries += 1) {
    const id = propose();
    const taken = await db
      .insertInto('job_ids')
      .values({ id })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    if (taken.numInsertedOrUpdatedRows === 1n) return id;
  }
  throw new StorageRefusedError('No free job id was found: nearly all are used.');
}
