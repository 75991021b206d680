import type { Selectable } from 'kysely';
import type { Severity } from '../../domain/alert';
import type { Person } from '../../domain/person';
import type { Subscription, Subscriptions, Topic } from '../../ports';
import type { Database } from '../postgres/database';
import { orNull, present, toJson } from '../rows';
import type { Tables } from '../tables';

/** Subscriptions in the database: one per conversation and topic. */
export class StoredSubscriptions implements Subscriptions {
  constructor(private readonly db: Database) {}

  async add(subscription: Subscription): Promise<void> {
    const said = {
      minimum_severity: subscription.minimumSeverity ?? null,
      source: orNull(subscription.source),
      tag: orNull(subscription.tag),
      by_person: toJson(subscription.by),
      at: subscription.at,
    };
    await this.db
      .insertInto('subscriptions')
      .values({
        conversation_id: subscription.conversationId,
        topic: subscription.topic,
        ...said,
      })
      .onConflict((again) => again.columns(['conversation_id', 'topic']).doUpdateSet(said))
      .execute();
  }

  async remove(conversationId: string, topic?: Topic): Promise<number> {
    let query = this.db.deleteFrom('subscriptions').where('conversation_id', '=', conversationId);
    if (topic) query = query.where('topic', '=', topic);
    const { numDeletedRows } = await query.executeTakeFirst();
    return Number(numDeletedRows);
  }

  async of(conversationId: string): Promise<Subscription[]> {
    const rows = await this.all().where('conversation_id', '=', conversationId).execute();
    return rows.map(toSubscription);
  }

  async to(topic: Topic): Promise<Subscription[]> {
    const rows = await this.all().where('topic', '=', topic).execute();
    return rows.map(toSubscription);
  }

  private all() {
    return this.db.selectFrom('subscriptions').selectAll().orderBy('at').orderBy('topic');
  }
}

function toSubscription(row: Selectable<Tables['subscriptions']>): Subscription {
  return {
    ...present({
      minimumSeverity: row.minimum_severity as Severity | null,
      source: row.source,
      tag: row.tag,
    }),
    conversationId: row.conversation_id,
    topic: row.topic,
    by: row.by_person as Person,
    at: row.at,
  };
}
