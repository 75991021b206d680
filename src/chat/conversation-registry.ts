import type { Person } from '../domain/person';
import type { Conversation } from '../domain/place';
import { channelOf } from '../domain/place';
import type { Conversations } from '../ports';

const most = 5_000;

/** Caches stored conversations, so that most messages need no write. */
export class ConversationRegistry {
  readonly #known = new Map<string, string>();

  constructor(private readonly conversations: Conversations) {}

  /** Returns the conversation as stored. */
  async remember(conversation: Conversation, person: Person): Promise<Conversation> {
    const friend = conversation.kind === 'personal' ? person : undefined;
    // A new post in a channel goes to the channel, whose id is that of its threads without the
    // suffix.
    const root = channelOf(conversation.conversationId);
    if (root === conversation.conversationId) return this.#note(conversation, friend);
    const { locale } = await this.#note({ ...conversation, conversationId: root });
    // All threads of a channel share one locale.
    return this.#note({ ...conversation, ...(locale && { locale }) }, friend);
  }

  async #note(conversation: Conversation, person?: Person): Promise<Conversation> {
    const { conversationId, kind, locale, ...rest } = conversation;
    // In a shared conversation people have different locales: not a change.
    const now = JSON.stringify([rest, person, kind === 'personal' && locale]);
    // An unreachable conversation is hidden: a message from it makes it visible again.
    const known =
      this.#known.get(conversationId) === now && (await this.conversations.get(conversationId));
    if (known) return known;
    const kept = await this.conversations.remember(conversation, person);
    if (this.#known.size >= most) this.#known.clear();
    this.#known.set(conversationId, now);
    return kept;
  }
}
