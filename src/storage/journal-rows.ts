import { type Selectable, sql } from 'kysely';
import type { JournalLink, JournalRow, JournalRows } from '../ports';
import type { Database } from './database';
import type { Tables } from './tables';

// A row has six values, and a statement takes at most 65,535.
const mostRowsAtOnce = 5000;

/** The journal's rows in the database. */
export class StoredJournalRows implements JournalRows {
  constructor(private readonly db: Database) {}

  async append(chain: (last: JournalLink | undefined) => readonly JournalRow[]): Promise<void> {
    await this.db.transaction().execute(async (tx) => {
      await sql`select pg_advisory_xact_lock(hashtextextended('bailiff journal', 0))`.execute(tx);
      const last = await tx
        .selectFrom('journal')
        .select(['sequence', 'hash'])
        .orderBy('sequence', 'desc')
        .limit(1)
        .executeTakeFirst();
      const rows = chain(last && { sequence: Number(last.sequence), hash: last.hash });
      for (let at = 0; at < rows.length; at += mostRowsAtOnce)
        await tx
          .insertInto('journal')
          .values(rows.slice(at, at + mostRowsAtOnce).map(toColumns))
          .execute();
    });
  }

  async read(from: number, most: number): Promise<JournalRow[]> {
    const rows = await this.db
      .selectFrom('journal')
      .selectAll()
      .where('sequence', '>=', String(from))
      .orderBy('sequence')
      .limit(most)
      .execute();
    return rows.map(toRow);
  }

  /** The time narrows it by an index; within that the text itself is searched, as it was hashed. */
  async about(ids: readonly string[], since: Date): Promise<JournalRow[]> {
    if (ids.length === 0) return [];
    const rows = await this.db
      .selectFrom('journal')
      .selectAll()
      .where('at', '>=', since)
      .where(({ or }) =>
        or(ids.map((id) => sql<boolean>`position(${`"uid":${JSON.stringify(id)}`} in record) > 0`)),
      )
      .orderBy('sequence')
      .execute();
    return rows.map(toRow);
  }

  async forget(upTo: number): Promise<void> {
    await this.db.deleteFrom('journal').where('sequence', '<=', String(upTo)).execute();
  }
}

function toRow(row: Selectable<Tables['journal']>): JournalRow {
  return {
    sequence: Number(row.sequence),
    at: row.at,
    operation: row.operation,
    record: row.record,
    previousHash: row.previous_hash,
    hash: row.hash,
  };
}

function toColumns({ sequence, at, operation, record, previousHash, hash }: JournalRow) {
  return { sequence, at, operation, record, previous_hash: previousHash, hash };
}
