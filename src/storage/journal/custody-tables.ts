import type { ColumnType, JSONColumnType } from 'kysely';

/** The journal, what was signed about it, and what must not be removed. */
export interface CustodyTables {
  readonly journal: {
    /** A bigint: pg gives it as a string. */
    readonly sequence: ColumnType<string, number, never>;
    readonly at: Date;
    readonly operation: string;
    readonly record: string;
    readonly previous_hash: string;
    readonly hash: string;
  };
  readonly journal_notes: {
    readonly kind: 'checkpoint' | 'pruned';
    readonly sequence: ColumnType<string, number, never>;
    readonly at: Date;
    readonly document: string;
  };
  readonly holds: {
    readonly collection_id: string;
    readonly by_person: JSONColumnType<object, string, string>;
    readonly at: Date;
  };
}
