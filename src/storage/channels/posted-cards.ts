import { type Selectable, sql } from 'kysely';
import type { PostedCard, PostedCards } from '../../ports';
import type { Database } from '../postgres/database';
import type { Tables } from '../tables';

/** The messages of living cards in the database. */
export class StoredPostedCards implements PostedCards {
  constructor(private readonly db: Database) {}

  async get(name: string): Promise<PostedCard | undefined> {
    const row = await this.db
      .selectFrom('shown_cards')
      .selectAll()
      .where('name', '=', name)
      .executeTakeFirst();
    return row && toPostedCard(row);
  }

  async since(
    moment: Date,
    { beginning, most }: { beginning: string; most: number },
  ): Promise<PostedCard[]> {
    const rows = await this.db
      .selectFrom('shown_cards')
      .selectAll()
      .where(sql<boolean>`starts_with(name, ${beginning})`)
      .where('shown_at', '>=', moment)
      .orderBy('shown_at', 'desc')
      .limit(most)
      .execute();
    return rows.map(toPostedCard);
  }

  async save(card: Omit<PostedCard, 'shownAt'>): Promise<void> {
    const shown = {
      conversation_id: card.conversationId,
      message_id: card.messageId,
      hash: card.hash,
      final: card.final,
      shown_at: sql<Date>`clock_timestamp()`,
    };
    await this.db
      .insertInto('shown_cards')
      .values({ name: card.name, ...shown })
      .onConflict((again) => again.column('name').doUpdateSet(shown))
      .execute();
  }
}

function toPostedCard(row: Selectable<Tables['shown_cards']>): PostedCard {
  return {
    name: row.name,
    conversationId: row.conversation_id,
    messageId: row.message_id,
    hash: row.hash,
    final: row.final,
    shownAt: row.shown_at,
  };
}
