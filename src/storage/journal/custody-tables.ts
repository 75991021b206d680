import type { ColumnType, JSONColumnType } from 'kysely';

/** Tables of the journal, its checkpoints and legal holds. */
export interface CustodyTables {
  readonly journal: {
    /** bigint; pg returns a string. */
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
