import { sql, type Transaction } from 'kysely';
import type { InvolvedMachine } from '../../domain/incident-machines';
import type { Person } from '../../domain/person';
import type { IncidentMachine, RuleState } from '../../domain/seen-incident';
import type { Claim, Claimed, Rules } from '../../ports';
import type { Database } from '../postgres/database';
import { present, storable, toJson } from '../rows';
import type { Tables } from '../tables';
import { toIncidentMachine } from './incident-machines';

/** The state of the policy's rules in the database. */
export class StoredRules implements Rules {
  constructor(private readonly db: Database) {}

  /** Serialised across rules and replicas, so that the cap is counted and used atomically. */
  async claim(claim: Claim): Promise<Claimed> {
    return this.db.transaction().execute(async (tx) => {
      await sql`select pg_advisory_xact_lock(hashtextextended('bailiff takes machines', 0))`.execute(
        tx,
      );
      const before = await takenBy(tx, claim);
      if (before.machines.length > 0 || before.pausedNow) return before;
      await divide(tx, claim);
      return takenBy(tx, claim);
    });
  }

  async takenBy(run: string, name: string): Promise<IncidentMachine[]> {
    const rows = await this.db
      .selectFrom('incident_machines')
      .selectAll()
      .where('taken_by', '=', run)
      .where('trigger', '=', name)
      .where('state', '=', 'taken')
      .orderBy('machine_id')
      .execute();
    return rows.map(toIncidentMachine);
  }

  async state(name: string, hourAgo: Date): Promise<RuleState> {
    return stateOf(this.db, name, hourAgo);
  }

  async resume(name: string, by: Person, now: Date): Promise<string[]> {
    const change = {
      paused_at: null,
      paused_by: null,
      wanted: null,
      resumed_at: now,
      muted_until: null,
      changed_by: toJson(by),
    };
    await this.set(name, change);
    const rows = await this.db
      .selectFrom('incident_machines')
      .select('incident_id')
      .distinct()
      .where('trigger', '=', name)
      .where('state', '=', 'held')
      .execute();
    return rows.map((row) => row.incident_id);
  }

  async mute(name: string, by: Person, until: Date): Promise<void> {
    await this.set(name, { muted_until: until, changed_by: toJson(by) });
  }

  private async set(name: string, change: object): Promise<void> {
    await this.db
      .insertInto('triggers')
      .values({ name, ...change })
      .onConflict((again) => again.column('name').doUpdateSet(change))
      .execute();
  }
}

type Tx = Transaction<Tables>;

async function takenBy(tx: Tx, { incidentId, run, trigger }: Claim): Promise<Claimed> {
  const rows = await tx
    .selectFrom('incident_machines')
    .selectAll()
    .where('incident_id', '=', incidentId)
    .where('trigger', '=', trigger)
    .where('taken_by', '=', run)
    .where('state', '<>', 'held')
    .orderBy('machine_id')
    .execute();
  const { paused_by } = (await rowOf(tx, trigger)) ?? {};
  return { machines: rows.map(toIncidentMachine), pausedNow: paused_by === run };
}

/** Takes free machines up to the cap; holds the rest and pauses the rule. */
async function divide(tx: Tx, claim: Claim): Promise<void> {
  const free = await notTaken(tx, claim);
  if (free.length === 0) return;
  const { mutedUntil, pausedAt, used } = await stateOf(tx, claim.trigger, claim.hourAgo);
  if (mutedUntil && mutedUntil > claim.now) return;
  const room = pausedAt ? 0 : Math.max(0, claim.perHour - used);
  await insert(tx, claim, free.slice(0, room), 'taken');
  const held = free.slice(room);
  await insert(tx, claim, held, 'held');
  if (held.length > 0 && !pausedAt) await pause(tx, claim, used + free.length);
}

async function notTaken(tx: Tx, { incidentId, machines }: Claim): Promise<InvolvedMachine[]> {
  const rows = await tx
    .selectFrom('incident_machines')
    .select('machine_id')
    .where('incident_id', '=', incidentId)
    .where('state', '<>', 'held')
    .execute();
  const taken = new Set(rows.map((row) => row.machine_id));
  return machines.filter(({ id }) => !taken.has(id));
}

async function insert(
  tx: Tx,
  { incidentId, now, run, trigger }: Claim,
  machines: readonly InvolvedMachine[],
  state: 'taken' | 'held',
): Promise<void> {
  if (machines.length === 0) return;
  const said = { trigger, state, taken_by: run, taken_at: now };
  await tx
    .insertInto('incident_machines')
    .values(
      machines.map(({ id, name }) => ({
        ...said,
        incident_id: incidentId,
        machine_id: storable(id),
        name: storable(name),
      })),
    )
    .onConflict((again) => again.columns(['incident_id', 'machine_id']).doUpdateSet(said))
    .execute();
}

async function pause(tx: Tx, { now, run, trigger }: Claim, wanted: number): Promise<void> {
  const change = { paused_at: now, paused_by: run, wanted };
  await tx
    .insertInto('triggers')
    .values({ name: trigger, ...change })
    .onConflict((again) => again.column('name').doUpdateSet(change))
    .execute();
}

async function stateOf(db: Database | Tx, name: string, hourAgo: Date): Promise<RuleState> {
  const row = await rowOf(db, name);
  const since = row?.resumed_at && row.resumed_at > hourAgo ? row.resumed_at : hourAgo;
  const { used } = await db
    .selectFrom('incident_machines')
    .select(({ fn }) => fn.countAll<string>().as('used'))
    .where('trigger', '=', name)
    .where('state', '<>', 'held')
    .where('taken_at', '>', since)
    .executeTakeFirstOrThrow();
  return {
    ...present({
      pausedAt: row?.paused_at,
      pausedBy: row?.paused_by,
      wanted: row?.wanted,
      mutedUntil: row?.muted_until,
    }),
    used: Number(used),
  };
}

function rowOf(db: Database | Tx, name: string) {
  return db.selectFrom('triggers').selectAll().where('name', '=', name).executeTakeFirst();
}
