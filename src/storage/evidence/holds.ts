import { type Selectable, sql } from 'kysely';
import type { Package } from '../../domain/collection';
import type { Person } from '../../domain/person';
import type { Hold, Holds } from '../../ports';
import { toPackage } from '../collect/collection-rows';
import type { Database } from '../postgres/database';
import { toJson } from '../rows';
import type { Tables } from '../tables';

/** Legal holds in the database. */
export class StoredHolds implements Holds {
  constructor(private readonly db: Database) {}

  async add({ at, by, collectionId }: Hold): Promise<Hold> {
    await this.db
      .insertInto('holds')
      .values({ collection_id: collectionId, by_person: toJson(by), at })
      .onConflict((again) => again.column('collection_id').doNothing())
      .execute();
    return (await this.get(collectionId)) ?? { at, by, collectionId };
  }

  async remove(collectionId: string): Promise<Hold | undefined> {
    const row = await this.db
      .deleteFrom('holds')
      .where('collection_id', '=', collectionId)
      .returningAll()
      .executeTakeFirst();
    return row && toHold(row);
  }

  async get(collectionId: string): Promise<Hold | undefined> {
    const row = await this.db
      .selectFrom('holds')
      .selectAll()
      .where('collection_id', '=', collectionId)
      .executeTakeFirst();
    return row && toHold(row);
  }

  async expired(before: Date, most: number): Promise<Package[]> {
    const storedAt = sql<Date>`(p.stored ->> 'storedAt')::timestamptz`;
    const rows = await this.db
      .selectFrom('packages as p')
      .selectAll('p')
      .where('p.state', '=', 'ready')
      .where(storedAt, '<', before)
      .where(sql<boolean>`p.stored ->> 'removedAt' is null`)
      .where(({ exists, not, selectFrom }) =>
        not(
          exists(
            selectFrom('holds as h')
              .select('h.at')
              .whereRef('h.collection_id', '=', 'p.collection_id'),
          ),
        ),
      )
      .orderBy(storedAt)
      .limit(most)
      .execute();
    return rows.map(toPackage);
  }
}

function toHold(row: Selectable<Tables['holds']>): Hold {
  return { collectionId: row.collection_id, by: row.by_person as Person, at: row.at };
}
