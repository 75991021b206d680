import { randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Override } from '../../domain/on-call';
import type { Outage } from '../../domain/outage';
import type { Person } from '../../domain/person';
import type { Outages, Overrides } from '../../ports';
import { StoredDigests } from '../channels/digests';
import { StoredOverview } from '../overview';
import type { Database } from '../postgres/database';
import { present, toJson } from '../rows';
import type { Tables } from '../tables';
import { StoredFailureAlerts } from './failure-alerts';

/** The stores of on-call data and digests. */
export function onCallStores(db: Database) {
  const failureAlerts = new StoredFailureAlerts(db);
  return {
    failureAlerts,
    overview: new StoredOverview(db, failureAlerts),
    digests: new StoredDigests(db),
    overrides: new StoredOverrides(db),
    outages: new StoredOutages(db),
  };
}

/** Overrides in the database. */
export class StoredOverrides implements Overrides {
  constructor(private readonly db: Database) {}

  async add(requestId: string, override: Omit<Override, 'id'>): Promise<void> {
    await this.db
      .insertInto('overrides')
      .values({
        id: requestId,
        person: toJson(override.person),
        begins_at: override.from,
        ends_at: override.until,
        by_person: toJson(override.by),
        made_at: override.madeAt,
      })
      .onConflict((again) => again.column('id').doNothing())
      .execute();
  }

  async from(moment: Date): Promise<Override[]> {
    const rows = await this.db
      .selectFrom('overrides')
      .selectAll()
      .where('ends_at', '>', moment)
      .orderBy('begins_at')
      .execute();
    return rows.map((row) => ({
      id: row.id,
      person: row.person as Person,
      from: row.begins_at,
      until: row.ends_at,
      by: row.by_person as Person,
      madeAt: row.made_at,
    }));
  }

  async end(moment: Date, personId?: string): Promise<number> {
    const holding = await this.from(moment);
    const meant = holding.filter(({ person }) => !personId || person.id === personId);
    if (meant.length === 0) return 0;
    await this.db
      .updateTable('overrides')
      .set({ ends_at: moment })
      .where(
        'id',
        'in',
        meant.map(({ id }) => id),
      )
      .execute();
    return meant.length;
  }
}

/** Outages of Defender in the database: at most one is open. */
export class StoredOutages implements Outages {
  constructor(private readonly db: Database) {}

  async current(): Promise<Outage | undefined> {
    const row = await this.db
      .selectFrom('outages')
      .selectAll()
      .where('closed_at', 'is', null)
      .executeTakeFirst();
    return row && toOutage(row);
  }

  async open(since: Date): Promise<Outage> {
    await this.db
      .insertInto('outages')
      .values({ id: randomUUID(), since, waited: toJson([]) })
      .onConflict((another) => another.doNothing())
      .execute();
    const open = await this.current();
    if (!open) throw new Error('an outage was closed while it was opened');
    return open;
  }

  async save({ id, backAt, closedAt, waited }: Outage): Promise<void> {
    await this.db
      .updateTable('outages')
      .set({ back_at: backAt ?? null, closed_at: closedAt ?? null, waited: toJson(waited) })
      .where('id', '=', id)
      .execute();
  }
}

function toOutage(row: Selectable<Tables['outages']>): Outage {
  return {
    ...present({ backAt: row.back_at, closedAt: row.closed_at }),
    id: row.id,
    since: row.since,
    waited: row.waited as string[],
  };
}
