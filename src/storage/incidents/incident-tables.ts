import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { IncidentMachine } from '../../domain/seen-incident';

type Json = JSONColumnType<object, string, string>;
type MaybeJson = JSONColumnType<object | null, string | null, string | null>;
type Moment = ColumnType<Date, Date | undefined, Date>;
type MaybeMoment = ColumnType<Date | null, Date | null | undefined, Date | null>;

/** Tables of incidents and of the state of the rules. */
export interface IncidentTables {
  readonly incident_watch: {
    readonly only_one: Generated<boolean>;
    readonly began_at: Date;
    readonly read_up_to: Date;
  };
  readonly incidents: {
    readonly id: string;
    readonly incident: Json;
    readonly is_old: boolean;
    readonly handled: string | null;
    readonly merged_into: string | null;
    readonly shown_in: JSONColumnType<object, string | undefined, string>;
    readonly stopped_at: MaybeMoment;
    readonly stopped_by: MaybeJson;
    readonly first_seen_at: Moment;
    readonly seen_at: Moment;
  };
  readonly incident_machines: {
    readonly incident_id: string;
    readonly machine_id: string;
    readonly name: string;
    readonly trigger: string;
    readonly state: IncidentMachine['state'];
    readonly taken_by: string;
    readonly taken_at: Date;
    readonly collection_id: string | null;
  };
  readonly triggers: {
    readonly name: string;
    readonly paused_at: MaybeMoment;
    readonly paused_by: string | null;
    readonly wanted: number | null;
    readonly resumed_at: MaybeMoment;
    readonly muted_until: MaybeMoment;
    readonly changed_by: MaybeJson;
  };
}
