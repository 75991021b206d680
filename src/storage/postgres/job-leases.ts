import { type RawBuilder, sql } from 'kysely';
import type { LastRun } from '../../domain/health';
import { isStoredSentence, type StoredMessage } from '../../language/language';
import type { JobLeases } from '../../ports';
import { present, storable, toJson } from '../rows';
import type { Database } from './database';

const databaseTime = sql<Date>`clock_timestamp()`;
// Timers drift: a replica that claims slightly early must not lose the whole interval.
const tolerance = 0.9;

/** Job leases in the database: the replica that updates the row first runs the job. */
export class StoredJobLeases implements JobLeases {
  constructor(private readonly db: Database) {}

  async claim(name: string, everyMs: number): Promise<boolean> {
    const { rows } = await sql`
      insert into bailiff.ticks as t (name, claimed_at) values (${name}, clock_timestamp())
      on conflict (name) do update set claimed_at = clock_timestamp()
        where t.claimed_at is null or t.claimed_at <=
          clock_timestamp() - ${everyMs * tolerance}::double precision * interval '1 millisecond'
      returning name
    `.execute(this.db);
    return rows.length === 1;
  }

  async succeeded(name: string): Promise<void> {
    await this.note(name, { succeeded_at: databaseTime, why: null });
  }

  async failed(name: string, why: StoredMessage): Promise<void> {
    const said = typeof why === 'string' ? storable(why) : toJson(why);
    await this.note(name, { failed_at: databaseTime, why: said });
  }

  async last(name: string): Promise<LastRun | undefined> {
    const row = await this.db
      .selectFrom('ticks')
      .selectAll()
      .where('name', '=', name)
      .executeTakeFirst();
    return (
      row &&
      present({
        claimedAt: row.claimed_at,
        succeededAt: row.succeeded_at,
        failedAt: row.failed_at,
        why: row.why === null ? null : parseMessage(row.why),
      })
    );
  }

  private async note(name: string, outcome: Outcome): Promise<void> {
    await this.db
      .insertInto('ticks')
      .values({ name, ...outcome })
      .onConflict((again) => again.column('name').doUpdateSet(outcome))
      .execute();
  }
}

/** Parses a stored message from its JSON; other text is returned unchanged. */
function parseMessage(column: string): StoredMessage {
  if (!column.startsWith('{')) return column;
  try {
    const words: unknown = JSON.parse(column);
    return isStoredSentence(words) ? words : column;
  } catch {
    return column;
  }
}

interface Outcome {
  readonly succeeded_at?: RawBuilder<Date>;
  readonly failed_at?: RawBuilder<Date>;
  readonly why: string | null;
}
