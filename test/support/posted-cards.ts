import type { PostedCard } from '../../src/ports';
import type { Database } from '../../src/storage/postgres/database';
import { toJson } from '../../src/storage/rows';

/** A card that Teams has accepted, as the outbox stores it. */
export async function saveAsPosted(
  db: Database,
  {
    conversationId,
    final,
    messageId,
    name,
    shownAt = new Date(),
  }: Partial<PostedCard> & Pick<PostedCard, 'name' | 'conversationId'>,
): Promise<void> {
  const row = {
    key: name,
    is_card: true,
    state: 'sent' as const,
    conversation_id: conversationId,
    place: toJson({ conversationId, kind: 'channel' }),
    message: '{}',
    final: final ?? false,
    message_id: messageId ?? 'm-1',
    shown_at: shownAt,
    requester: null,
    leased_by: null,
    failure: null,
    ended_at: shownAt,
  };
  await db
    .insertInto('outbox')
    .values(row)
    .onConflict((again) => again.column('key').doUpdateSet(row))
    .execute();
}
