import { sql } from 'kysely';
import type { PostedCard, PostedCards } from '../../ports';
import type { Database } from '../postgres/database';

/** Posted cards, read from the outbox's rows. */
export class StoredPostedCards implements PostedCards {
  constructor(private readonly db: Database) {}

  async get(name: string): Promise<PostedCard | undefined> {
    return this.posted().where('key', '=', name).executeTakeFirst();
  }

  async since(
    moment: Date,
    { beginning, most }: { beginning: string; most: number },
  ): Promise<PostedCard[]> {
    return this.posted()
      .where(sql<boolean>`starts_with(key, ${beginning})`)
      .where('shown_at', '>=', moment)
      .orderBy('shown_at', 'desc')
      .limit(most)
      .execute();
  }

  private posted() {
    return this.db
      .selectFrom('outbox')
      .select([
        'key as name',
        'conversation_id as conversationId',
        sql<string>`message_id`.as('messageId'),
        'final',
        sql<Date>`shown_at`.as('shownAt'),
      ])
      .where('is_card', '=', true)
      .where('message_id', 'is not', null);
  }
}
