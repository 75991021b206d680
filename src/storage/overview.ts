import { sql } from 'kysely';
import { isFinal, type State, stateWords } from '../domain/collection';
import type { Activity, ListedPackage, OpenThings, Some } from '../domain/overview';
import type { FailureAlerts, Overview } from '../ports';
import type { Database } from './postgres/database';

// Failures with one cause share an alert, so there are never more open alerts than this.
const maxFailureAlerts = 100;

const open = (Object.keys(stateWords) as State[]).filter((state) => !isFinal(state));

/** Counts for digests and handovers. */
export class StoredOverview implements Overview {
  constructor(
    private readonly db: Database,
    private readonly failureAlerts: Pick<FailureAlerts, 'open'>,
  ) {}

  async since(moment: Date): Promise<Activity> {
    const { rows } = await sql<Activity>`
      select
        (select count(*) from bailiff.collections where asked_at > ${moment})::integer as asked,
        p.ready, p.failed, p.dropped, r.reports, r."reportsFailed",
        (select count(*) from bailiff.notices where last_at > ${moment})::integer as "failureAlerts"
      from
        (select
          count(*) filter (where state = 'ready')::integer as ready,
          count(*) filter (where state = 'failed')::integer as failed,
          count(*) filter (where state in ('cancelled', 'stopped-waiting'))::integer as dropped
        from bailiff.packages where ended_at > ${moment}) p,
        (select
          count(*) filter (where state = 'ready')::integer as reports,
          count(*) filter (where state = 'failed')::integer as "reportsFailed"
        from bailiff.ip_reports where ended_at > ${moment}) r
    `.execute(this.db);
    return rows[0]!;
  }

  async open(most: number): Promise<OpenThings> {
    const failureAlerts = await this.failureAlerts.open(maxFailureAlerts);
    return {
      failureAlerts: { count: failureAlerts.length, first: failureAlerts.slice(0, most) },
      waiting: await this.#waiting(most),
      unopened: await this.#unopened(most),
    };
  }

  async jobs(askedBy?: string): Promise<{ collections: number; reports: number }> {
    const mine = askedBy === undefined ? sql`true` : sql`asked_by_id = ${askedBy}`;
    const { rows } = await sql<{ collections: number; reports: number }>`
      select
        (select count(*) from bailiff.collections where ${mine})::integer as collections,
        (select count(*) from bailiff.ip_reports where ${mine})::integer as reports
    `.execute(this.db);
    return rows[0]!;
  }

  /** Longest waiting first. */
  #waiting(most: number): Promise<Some<ListedPackage>> {
    return this.#some(sql`state = any(${open})`, sql`started_at`, most);
  }

  #unopened(most: number): Promise<Some<ListedPackage>> {
    const untouched = sql`state = 'ready' and stored is not null and not stored ? 'removedAt'
      and jsonb_array_length(downloads) = 0`;
    return this.#some(untouched, sql`coalesce(ended_at, updated_at)`, most);
  }

  async #some(
    condition: ReturnType<typeof sql>,
    moment: ReturnType<typeof sql>,
    most: number,
  ): Promise<Some<ListedPackage>> {
    const { rows } = await sql<ListedPackage & { count: number }>`
      select coalesce(machine ->> 'name', machine_id) as machine,
        collection_id as "collectionId", state, ${moment} as since,
        (count(*) over ())::integer as count
      from bailiff.packages where ${condition}
      order by ${moment}, id limit ${most}
    `.execute(this.db);
    const first = rows.map(({ count: _, ...listed }) => listed);
    return { count: rows[0]?.count ?? 0, first };
  }
}
