import type { ColumnType, Generated, JSONColumnType, RawBuilder } from 'kysely';
import type { ApprovalState } from '../domain/approval';
import type { State } from '../domain/collection';
import type { Role } from '../domain/person';
import type { LinkKind, Topic } from '../ports';
import type { OutboxTables } from './channels/outbox-tables';
import type { IncidentTables } from './incidents/incident-tables';
import type { IpTables } from './ip-report/ip-tables';
import type { CustodyTables } from './journal/custody-tables';
import type { OnCallTables } from './on-call/on-call-tables';

/** Reads as parsed JSON, whose dates the row mappers restore; written through `toJson`. */
type Json = JSONColumnType<object, string, string>;
type MaybeJson = JSONColumnType<object | null, string | null, string | null>;
type Moment = ColumnType<Date, Date | undefined, Date>;
type MaybeMoment = ColumnType<Date | null, Date | null | undefined, Date | null>;

/** The tables of the schema `bailiff`. */
export interface Tables
  extends CustodyTables,
    OnCallTables,
    IncidentTables,
    IpTables,
    OutboxTables {
  readonly job_ids: { readonly id: string; readonly made_at: Moment };
  readonly collections: CollectionsTable;
  readonly collection_requests: {
    readonly request_id: string;
    readonly collection_id: string | null;
    readonly joined: Json;
    readonly made_at: Moment;
  };
  readonly packages: PackagesTable;
  readonly followers: {
    readonly collection_id: string;
    readonly person_id: string;
    readonly person: Json;
    readonly place: Json;
    readonly since: Moment;
  };
  readonly approvals: ApprovalsTable;
  readonly machine_requests: {
    readonly id: string;
    readonly person_id: string;
    readonly machines: number;
    readonly unapproved: number;
    readonly requested_at: Moment;
  };
  readonly drafts: {
    readonly id: string;
    readonly request_id: string;
    readonly draft: Json;
    readonly made_at: Moment;
    readonly expires_at: Date;
  };
  readonly kept_requests: {
    readonly id: string;
    readonly request_id: string;
    readonly asked_by_id: string;
    readonly request: Json;
    readonly made_at: Moment;
    readonly ended_at: MaybeMoment;
  };
  readonly conversations: {
    readonly id: string;
    readonly conversation: Json;
    readonly person_id: string | null;
    readonly seen_at: Moment;
    readonly unreachable_since: MaybeMoment;
    readonly unreachable_because: string | null;
  };
  readonly subscriptions: {
    readonly conversation_id: string;
    readonly topic: Topic;
    readonly minimum_severity: string | null;
    readonly source: string | null;
    readonly tag: string | null;
    readonly by_person: Json;
    readonly at: Date;
  };
  readonly budget_calls: { readonly id: Generated<string>; readonly endpoint: string; at: Date };
  readonly budget_pauses: { readonly endpoint: string; readonly until: Date };
  readonly replicas: { readonly executor_id: string; readonly beaten_at: Date };
  readonly ticks: {
    readonly name: string;
    readonly claimed_at: MaybeMoment;
    readonly succeeded_at: MaybeMoment;
    readonly failed_at: MaybeMoment;
    readonly why: string | null;
  };
  readonly digests: {
    readonly conversation_id: string;
    readonly place: Json;
    /** Local time in `time_zone`, such as `07:30`. */
    readonly time: string;
    readonly time_zone: string;
    readonly by_person: Json;
    readonly set_at: Date;
    /** The end of the period that the last digest covered. */
    readonly told_at: Date;
  };
  readonly one_time_links: {
    /** SHA-256 in hex; the token itself is not stored. */
    readonly token_hash: string;
    readonly kind: LinkKind;
    readonly subject: string;
    readonly person: Json;
    readonly issued_at: Date;
    readonly expires_at: Date;
    readonly used_at: MaybeMoment;
  };
}

export interface CollectionsTable {
  readonly id: string;
  readonly asked_by_id: string;
  readonly asked_by: Json;
  readonly asked_at: Moment;
  readonly place: Json;
  readonly reason: string | null;
  readonly incident: string | null;
  readonly ticket: string | null;
}

export interface PackagesTable {
  readonly id: string;
  readonly collection_id: string;
  readonly number: number;
  readonly machine_id: string;
  readonly machine: Json;
  readonly state: State;
  readonly attempt: Generated<number>;
  readonly asked_defender_at: MaybeMoment;
  readonly action_id: string | null;
  readonly adopted_from: string | null;
  readonly started_at: Moment;
  readonly updated_at: Moment;
  readonly ended_at: MaybeMoment;
  readonly last_checked_at: MaybeMoment;
  readonly link_at: MaybeMoment;
  readonly hindrance: MaybeJson;
  readonly stored: MaybeJson;
  readonly failure: MaybeJson;
  readonly cancelled_by: MaybeJson;
  readonly downloads: ColumnType<object, never, RawBuilder<unknown>>;
}

export interface ApprovalsTable {
  readonly collection_id: string;
  readonly state: Generated<ApprovalState>;
  readonly by_role: Role;
  readonly because: Json;
  readonly package_ids: Json;
  readonly hash: string;
  readonly asked_at: Moment;
  readonly expires_at: Date;
  readonly decided_by: MaybeJson;
  readonly decided_at: MaybeMoment;
  readonly said: string | null;
}
