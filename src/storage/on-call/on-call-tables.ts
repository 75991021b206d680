import type { ColumnType, JSONColumnType } from 'kysely';
import type { FailureAlertState } from '../../domain/failure-alert';

type Json = JSONColumnType<object, string, string>;
type MaybeMoment = ColumnType<Date | null, Date | null | undefined, Date | null>;

/** Tables of failure alerts, overrides and outages. */
export interface OnCallTables {
  readonly notices: {
    readonly id: string;
    readonly cause: string;
    readonly state: FailureAlertState;
    readonly opened_at: Date;
    readonly last_at: Date;
    readonly notice: Json;
  };
  readonly mishaps: {
    readonly key: string;
    readonly job: string;
    readonly subject: string;
    readonly notice_id: string;
  };
  readonly overrides: {
    readonly id: string;
    readonly person: Json;
    readonly begins_at: Date;
    readonly ends_at: Date;
    readonly by_person: Json;
    readonly made_at: Date;
  };
  readonly outages: {
    readonly id: string;
    readonly since: Date;
    readonly back_at: MaybeMoment;
    readonly closed_at: MaybeMoment;
    readonly waited: Json;
  };
}
