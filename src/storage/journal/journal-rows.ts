import { type Selectable, sql } from 'kysely';
import type { JournalLink, JournalRow, JournalRows } from '../../ports';
import type { Database } from '../postgres/database';
import { codeOf } from '../refusal';
import type { Tables } from '../tables';

// A row has six values, and a statement takes at most 65,535.
const maxRowsAtOnce = 5000;

const lock = sql`pg_advisory_xact_lock(hashtextextended('bailiff journal', 0))`;

/** Journal entries in the database. */
export class StoredJournalRows implements JournalRows {
  /** Last entry this process wrote; another replica may have appended since. */
  private end: JournalLink | undefined;

  constructor(private readonly db: Database) {}

  async append(chain: (last: JournalLink | undefined) => readonly JournalRow[]): Promise<void> {
    if (this.end && (await this.goOn(this.end, chain(this.end)))) return;
    await this.db.transaction().execute(async (tx) => {
      await sql`select ${lock}`.execute(tx);
      const last = await tx
        .selectFrom('journal')
        .select(['sequence', 'hash'])
        .orderBy('sequence', 'desc')
        .limit(1)
        .executeTakeFirst();
      const rows = chain(last && { sequence: Number(last.sequence), hash: last.hash });
      for (let at = 0; at < rows.length; at += maxRowsAtOnce)
        await tx
          .insertInto('journal')
          .values(rows.slice(at, at + maxRowsAtOnce).map(toColumns))
          .execute();
      this.end = rows.at(-1);
    });
  }

  /**
   * Appends in one round trip if `end` is still the last entry. The statement may read before it has
   * the lock; then the primary key on `sequence` rejects the loser.
   */
  private async goOn(end: JournalLink, rows: readonly JournalRow[]): Promise<boolean> {
    const columns = rows.map(toColumns);
    const all = <Name extends keyof (typeof columns)[number]>(name: Name) =>
      columns.map((column) => column[name]);
    try {
      const { numAffectedRows } = await sql`
        with alone as materialized (select ${lock})
        insert into bailiff.journal (sequence, at, operation, record, previous_hash, hash)
        select added.* from alone, unnest(${all('sequence')}::bigint[], ${all('at')}::timestamptz[],
          ${all('operation')}::text[], ${all('record')}::text[],
          ${all('previous_hash')}::text[], ${all('hash')}::text[]) added
        where (select last.sequence = ${end.sequence}::bigint and last.hash = ${end.hash}::text
          from bailiff.journal last order by last.sequence desc limit 1)
      `.execute(this.db);
      if (Number(numAffectedRows) !== rows.length) return false;
    } catch (error) {
      if (codeOf(error) === '23505') return false;
      throw error;
    }
    this.end = rows.at(-1);
    return true;
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

  /** Narrows by the time index, then searches the record text. */
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

  async deleteUpTo(upTo: number): Promise<void> {
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
