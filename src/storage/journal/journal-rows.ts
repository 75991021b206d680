import { setTimeout as pause } from 'node:timers/promises';
import { type Selectable, sql } from 'kysely';
import { InfrastructureError } from '../../domain/infrastructure-error';
import type { JournalLink, JournalRow, JournalRows } from '../../ports';
import type { Database } from '../postgres/database';
import { codeOf } from '../refusal';
import type { Tables } from '../tables';

// Of several concurrent writers one wins each time; the others retry with the new end.
const maxTries = 50;
const pauseMs = 20;

/** Journal entries in the database. */
export class StoredJournalRows implements JournalRows {
  /** The last known end of the chain; another replica may have appended since. */
  private end: { readonly last: JournalLink | undefined } | undefined;

  constructor(private readonly db: Database) {}

  async append(chain: (last: JournalLink | undefined) => readonly JournalRow[]): Promise<void> {
    for (let tries = 1; tries <= maxTries; tries++) {
      const { last } = this.end ?? (await this.readEnd());
      const rows = chain(last);
      this.end = undefined;
      if (await this.insertAfter(last, rows)) {
        this.end = { last: rows.at(-1) ?? last };
        return;
      }
      await pause(Math.random() * pauseMs);
    }
    throw new InfrastructureError('other replicas kept the journal busy');
  }

  private async readEnd() {
    const row = await this.db
      .selectFrom('journal')
      .select(['sequence', 'hash'])
      .orderBy('sequence', 'desc')
      .limit(1)
      .executeTakeFirst();
    return { last: row && { sequence: Number(row.sequence), hash: row.hash } };
  }

  /**
   * Appends the rows in one statement if `last` is still the end, without holding a lock. Of two
   * replicas with the same end, the key on `sequence` rejects the slower one.
   * @returns false when another replica was faster
   */
  private async insertAfter(
    last: JournalLink | undefined,
    rows: readonly JournalRow[],
  ): Promise<boolean> {
    const columns = rows.map(toColumns);
    const all = <Name extends keyof (typeof columns)[number]>(name: Name) =>
      columns.map((column) => column[name]);
    const isEnd = last
      ? sql`(select last.sequence = ${last.sequence}::bigint and last.hash = ${last.hash}::text
          from bailiff.journal last order by last.sequence desc limit 1)`
      : sql`not exists (select from bailiff.journal)`;
    try {
      const { numAffectedRows } = await sql`
        insert into bailiff.journal (sequence, at, operation, record, previous_hash, hash)
        select added.* from unnest(${all('sequence')}::bigint[], ${all('at')}::timestamptz[],
          ${all('operation')}::text[], ${all('record')}::text[],
          ${all('previous_hash')}::text[], ${all('hash')}::text[]) added
        where ${isEnd}
      `.execute(this.db);
      return Number(numAffectedRows) === rows.length;
    } catch (error) {
      if (codeOf(error) === '23505') return false;
      throw error;
    }
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
