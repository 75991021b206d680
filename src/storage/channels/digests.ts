import type { Selectable } from 'kysely';
import type { Digest } from '../../domain/overview';
import type { Person } from '../../domain/person';
import type { Place } from '../../domain/place';
import type { Digests } from '../../ports';
import type { Database } from '../postgres/database';
import { toJson } from '../rows';
import type { Tables } from '../tables';

/** Digests of channels in the database, one per channel. */
export class StoredDigests implements Digests {
  constructor(private readonly db: Database) {}

  async set({ by, place, setAt, time, timeZone }: Omit<Digest, 'toldAt'>): Promise<void> {
    const said = {
      place: toJson(place),
      time,
      time_zone: timeZone,
      by_person: toJson(by),
      set_at: setAt,
    };
    await this.db
      .insertInto('digests')
      .values({ conversation_id: place.conversationId, ...said, told_at: setAt })
      // Changing the time of day must not repeat what the last digest covered.
      .onConflict((again) => again.column('conversation_id').doUpdateSet(said))
      .execute();
  }

  async remove(conversationId: string): Promise<boolean> {
    const { numDeletedRows } = await this.db
      .deleteFrom('digests')
      .where('conversation_id', '=', conversationId)
      .executeTakeFirst();
    return numDeletedRows > 0n;
  }

  async of(conversationId: string): Promise<Digest | undefined> {
    const row = await this.db
      .selectFrom('digests')
      .selectAll()
      .where('conversation_id', '=', conversationId)
      .executeTakeFirst();
    return row && toDigest(row);
  }

  async all(): Promise<Digest[]> {
    const rows = await this.db.selectFrom('digests').selectAll().orderBy('set_at').execute();
    return rows.map(toDigest);
  }

  async told(conversationId: string, until: Date): Promise<void> {
    await this.db
      .updateTable('digests')
      .set({ told_at: until })
      .where('conversation_id', '=', conversationId)
      .where('told_at', '<', until)
      .execute();
  }
}

function toDigest(row: Selectable<Tables['digests']>): Digest {
  return {
    place: row.place as Place,
    time: row.time,
    timeZone: row.time_zone,
    by: row.by_person as Person,
    setAt: row.set_at,
    toldAt: row.told_at,
  };
}
