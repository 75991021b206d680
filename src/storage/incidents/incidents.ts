import { type Selectable, sql } from 'kysely';
import type { Incident } from '../../domain/alert';
import type { Person } from '../../domain/person';
import { type IncidentMachine, type SeenIncident, slim } from '../../domain/seen-incident';
import type { Incidents, IncidentWatch } from '../../ports';
import type { Database } from '../postgres/database';
import { present, storable, toJson } from '../rows';
import type { Tables } from '../tables';
import { freeMachines, moveMachines, toIncidentMachine } from './incident-machines';

// The job runs again within the hour.
const maxForgotten = 10_000;

/** Incidents in the database. */
export class StoredIncidents implements Incidents {
  constructor(private readonly db: Database) {}

  async watch(now: Date): Promise<IncidentWatch> {
    await this.db
      .insertInto('incident_watch')
      .values({ began_at: now, read_up_to: now })
      .onConflict((again) => again.doNothing())
      .execute();
    const row = await this.db.selectFrom('incident_watch').selectAll().executeTakeFirstOrThrow();
    return { beganAt: row.began_at, readUpTo: row.read_up_to };
  }

  async readUpTo(moment: Date): Promise<void> {
    await this.db
      .updateTable('incident_watch')
      .set({ read_up_to: sql<Date>`greatest(read_up_to, ${moment}::timestamptz)` })
      .execute();
  }

  async handledOf(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (ids.length === 0) return new Map();
    const rows = await this.db
      .selectFrom('incidents')
      .select(['id', 'handled'])
      .where('id', 'in', ids)
      .where('handled', 'is not', null)
      .execute();
    return new Map(rows.map(({ handled, id }) => [id, handled!]));
  }

  async handled(id: string, version: string): Promise<void> {
    await this.db
      .updateTable('incidents')
      .set({ handled: storable(version) })
      .where('id', '=', id)
      .execute();
  }

  /** A state older than the stored one only updates whether somebody requested it. */
  async save(incident: Incident, { isOld }: { isOld: boolean }): Promise<void> {
    const kept = toJson(slim(incident));
    await this.db
      .insertInto('incidents')
      .values({ id: incident.id, incident: kept, is_old: isOld })
      .onConflict((again) =>
        again.column('id').doUpdateSet({
          // Compared by the second: Defender writes fractions of different lengths.
          incident: sql`case when left(excluded.incident ->> 'updatedAt', 19)
            >= left(incidents.incident ->> 'updatedAt', 19)
            then excluded.incident else incidents.incident end`,
          // A requested incident is not old any more.
          is_old: sql<boolean>`incidents.is_old and excluded.is_old`,
          seen_at: sql<Date>`clock_timestamp()`,
        }),
      )
      .execute();
  }

  async get(id: string): Promise<SeenIncident | undefined> {
    const row = await this.db
      .selectFrom('incidents')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    return row && toSeen(row);
  }

  async showIn(id: string, conversationIds: readonly string[]): Promise<void> {
    await this.db
      .updateTable('incidents')
      .set({ shown_in: toJson(conversationIds) })
      .where('id', '=', id)
      .execute();
  }

  async stop(id: string, stopped?: SeenIncident['stopped']): Promise<void> {
    await this.db.transaction().execute(async (tx) => {
      await tx
        .updateTable('incidents')
        .set({
          stopped_at: stopped?.at ?? null,
          stopped_by: stopped ? toJson(stopped.by) : null,
        })
        .where('id', '=', id)
        .execute();
      if (stopped) await freeMachines(tx, id);
    });
  }

  async merge(from: string, into: string): Promise<void> {
    await this.db.transaction().execute(async (tx) => {
      const { stopped_at, stopped_by } = await tx
        .updateTable('incidents')
        .set({ merged_into: into })
        .where('id', '=', from)
        .returning(['stopped_at', 'stopped_by'])
        .executeTakeFirstOrThrow();
      if (stopped_at)
        await tx
          .updateTable('incidents')
          .set({ stopped_at, stopped_by: stopped_by && toJson(stopped_by) })
          .where('id', '=', into)
          .where('stopped_at', 'is', null)
          .execute();
      await moveMachines(tx, from, into);
    });
  }

  async machines(id: string): Promise<IncidentMachine[]> {
    const rows = await this.db
      .selectFrom('incident_machines')
      .selectAll()
      .where('incident_id', '=', id)
      .orderBy('taken_at')
      .orderBy('machine_id')
      .execute();
    return rows.map(toIncidentMachine);
  }

  async withCollection(collectionId: string): Promise<string[]> {
    const rows = await this.db
      .selectFrom('incident_machines')
      .select('incident_id')
      .distinct()
      .where('collection_id', '=', collectionId)
      .execute();
    return rows.map((row) => row.incident_id);
  }

  async noteMachine(
    id: string,
    machineId: string,
    note: Partial<Pick<IncidentMachine, 'state' | 'collectionId'>>,
  ): Promise<void> {
    await this.db
      .updateTable('incident_machines')
      .set({
        ...(note.state && { state: note.state }),
        ...(note.collectionId && { collection_id: note.collectionId }),
      })
      .where('incident_id', '=', id)
      .where('machine_id', '=', machineId)
      .execute();
  }

  /** Locks first: an incident seen again meanwhile either keeps its machines or starts over. */
  async forget(before: Date): Promise<number> {
    return this.db.transaction().execute(async (tx) => {
      const old = await tx
        .selectFrom('incidents')
        .select('id')
        .where('seen_at', '<', before)
        .limit(maxForgotten)
        .forUpdate()
        .execute();
      const ids = old.map(({ id }) => id);
      if (ids.length === 0) return 0;
      await tx.deleteFrom('incident_machines').where('incident_id', 'in', ids).execute();
      await tx.deleteFrom('incidents').where('id', 'in', ids).execute();
      return ids.length;
    });
  }
}

function toSeen(row: Selectable<Tables['incidents']>): SeenIncident {
  return {
    ...present({ mergedInto: row.merged_into }),
    ...(row.stopped_at && { stopped: { at: row.stopped_at, by: row.stopped_by as Person } }),
    incident: row.incident as Incident,
    isOld: row.is_old,
    shownIn: row.shown_in as string[],
  };
}
