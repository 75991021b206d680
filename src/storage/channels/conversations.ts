import { type SqlBool, sql } from 'kysely';
import type { Person } from '../../domain/person';
import { type Conversation, channelOf } from '../../domain/place';
import type { Conversations } from '../../ports';
import type { Database } from '../postgres/database';
import { storable, toJson } from '../rows';

// Longer than from a message to its reply; short, because another replica may have marked it
// unreachable.
const freshMs = 10_000;
const maxFresh = 1_000;

/** Conversations in the database. An unreachable one is hidden until somebody writes there. */
export class StoredConversations implements Conversations {
  /** Recently seen ones: a reply needs no query for its address. */
  private readonly fresh = new Map<string, { readonly seen: Conversation; readonly at: number }>();

  constructor(private readonly db: Database) {}

  async remember(conversation: Conversation, person?: Person): Promise<Conversation> {
    const seen = {
      conversation: toJson(conversation),
      seen_at: sql<Date>`clock_timestamp()`,
      unreachable_since: null,
      unreachable_because: null,
      // Many people write in a channel; only a 1:1 belongs to a person.
      ...(person && conversation.kind === 'personal' && { person_id: person.id }),
    };
    const { conversation: kept } = await this.db
      .insertInto('conversations')
      .values({ id: conversation.conversationId, ...seen })
      .onConflict((again) =>
        again.column('id').doUpdateSet({ ...seen, conversation: merged(conversation) }),
      )
      .returning('conversation')
      .executeTakeFirstOrThrow();
    const stored = kept as Conversation;
    if (stored.kind === 'channel') await this.moveTo(stored.conversationId, stored.serviceUrl);
    this.keepFresh(stored);
    return stored;
  }

  async get(conversationId: string): Promise<Conversation | undefined> {
    const { seen, at = 0 } = this.fresh.get(conversationId) ?? {};
    if (seen && performance.now() - at < freshMs) return seen;
    const row = await this.reachable().where('id', '=', conversationId).executeTakeFirst();
    const found = row?.conversation as Conversation | undefined;
    if (found) this.keepFresh(found);
    return found;
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

  async newerServiceUrl(conversation: Conversation): Promise<string | undefined> {
    const channel = channelOf(conversation.conversationId);
    const row = await this.db
      .selectFrom('conversations')
      .select(sql<string>`conversation ->> 'serviceUrl'`.as('serviceUrl'))
      .where(sql<SqlBool>`conversation ->> 'tenantId' = ${conversation.tenantId}`)
      .orderBy(sql`split_part(id, ';', 1) = ${channel}`, 'desc')
      .orderBy('seen_at', 'desc')
      .where(sql<SqlBool>`conversation ->> 'serviceUrl' <> ${conversation.serviceUrl}`)
      .limit(1)
      .executeTakeFirst();
    return row?.serviceUrl;
  }

  async moveTo(conversationId: string, serviceUrl: string): Promise<void> {
    const { numUpdatedRows } = await this.db
      .updateTable('conversations')
      .set({
        conversation: sql`conversation || jsonb_build_object('serviceUrl', ${serviceUrl}::text)`,
      })
      .where(sql<SqlBool>`split_part(id, ';', 1) = ${channelOf(conversationId)}`)
      .where(sql<SqlBool>`conversation ->> 'serviceUrl' <> ${serviceUrl}`)
      .executeTakeFirst();
    if (numUpdatedRows > 0n) this.fresh.clear();
  }

  async inTeam(teamId: string): Promise<string[]> {
    const rows = await this.db
      .selectFrom('conversations')
      .select('id')
      .where(sql<SqlBool>`conversation ->> 'teamId' = ${teamId}`)
      .execute();
    return rows.map(({ id }) => id);
  }

  async markUnreachable(conversationId: string, why: string): Promise<void> {
    this.fresh.clear();
    await this.db
      .updateTable('conversations')
      .set({ unreachable_since: sql`clock_timestamp()`, unreachable_because: storable(why) })
      .where(sql<SqlBool>`split_part(id, ';', 1) = ${channelOf(conversationId)}`)
      .execute();
  }

  private keepFresh(seen: Conversation): void {
    if (this.fresh.size >= maxFresh) this.fresh.clear();
    this.fresh.set(seen.conversationId, { seen, at: performance.now() });
  }

  private reachable() {
    return this.db
      .selectFrom('conversations')
      .select('conversation')
      .where('unreachable_since', 'is', null);
  }
}

/**
 * In a 1:1 the locale is always the person's current one; a shared conversation keeps its first
 * locale.
 */
function merged({ kind }: Conversation) {
  const before = sql`jsonb_strip_nulls(jsonb_build_object(
    'locale', conversations.conversation->'locale',
    'timeZone', conversations.conversation->'timeZone'))`;
  return kind === 'personal'
    ? sql<string>`${before} || excluded.conversation`
    : sql<string>`excluded.conversation || ${before}`;
}
