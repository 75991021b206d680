import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { Route } from '../../ports';

type Json = JSONColumnType<object, string, string>;
type Moment = ColumnType<Date, Date | undefined, Date>;
type MaybeMoment = ColumnType<Date | null, Date | null | undefined, Date | null>;
type Default<T> = ColumnType<T, T | undefined, T>;

export interface OutboxTables {
  readonly outbox: {
    readonly id: Generated<string>;
    readonly key: string;
    readonly is_card: boolean;
    readonly state: Default<'waiting' | 'sent' | 'failed'>;
    readonly conversation_id: string;
    readonly place: Json;
    readonly message: Json;
    readonly version: Default<number>;
    readonly hash: Default<string>;
    readonly final: Default<boolean>;
    readonly urgent: Default<boolean>;
    readonly message_id: string | null;
    readonly shown_at: MaybeMoment;
    readonly requester: JSONColumnType<object | null, string | null, string | null>;
    readonly route: Default<Route>;
    readonly queued_at: Moment;
    readonly due_at: Moment;
    readonly first_tried_at: MaybeMoment;
    readonly tries: Default<number>;
    readonly leased_until: MaybeMoment;
    readonly leased_by: string | null;
    readonly failure: string | null;
    readonly ended_at: MaybeMoment;
  };
}
