import { sql } from 'kysely';
import type { Person } from '../domain/person';
import type { Conversation } from '../domain/place';
import type { Conversations } from '../ports';
import type { Database } from './database';
import { storable, toJson } from './rows';

/** Conversations in the database. An unreachable one is hidden until something is said there again. */
export class StoredConversations implements Conversations {
  constructor(private readonly db: Database) {}

  async remember(conversation: Conversation, person?: Person): Promise<void> {
    const seen = {
      conversation: toJson(conversation),
      seen_at: sql<Date>`clock_timestamp()`,
      unreachable_since: null,
      unreachable_because: null,
      // In a channel many people speak; only a 1:1 belongs to somebody.
      ...(person && conversation.kind === 'personal' && { person_id: person.id }),
    };
    await this.db
      .insertInto('conversations')
      .values({ id: conversation.conversationId, ...seen })
      .onConflict((again) => again.column('id').doUpdateSet(seen))
      .execute();
  }

  async get(conversationId: string): Promise<Conversation | undefined> {
    const row = await this.reachable().where('id', '=', conversationId).executeTakeFirst();
    return row?.conversation as Conversation | undefined;
  }

  async with(personId: string): Promise<Conversation | undefined> {
    const row = await this.reachable()
      .where('person_id', '=', personId)
      .orderBy('seen_at', 'desc')
      .executeTakeFirst();
    return row?.conversation as Conversation | undefined;
  }

  async newest(): Promise<Conversation | undefined> {
    const row = await this.reachable().orderBy('seen_at', 'desc').executeTakeFirst();
    return row?.conversation as Conversation | undefined;
  }

  async forget(conversationId: string): Promise<void> {
    await this.db.deleteFrom('conversations').where('id', '=', conversationId).execute();
  }

  async markUnreachable(conversationId: string, why: string): Promise<void> {
    await this.db
      .updateTable('conversations')
      .set({ unreachable_since: sql`clock_timestamp()`, unreachable_because: storable(why) })
      .where('id', '=', conversationId)
      .execute();
  }

  private reachable() {
    return this.db
      .selectFrom('conversations')
      .select('conversation')
      .where('unreachable_since', 'is', null);
  }
}
