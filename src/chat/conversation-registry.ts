import type { Person } from '../domain/person';
import type { Conversation } from '../domain/place';
import { channelOf } from '../domain/place';
import type { Conversations } from '../ports';

const most = 5_000;

/** The conversations that were written down already, so that each message costs no write. */
export class ConversationRegistry {
  readonly #known = new Map<string, string>();

  constructor(private readonly conversations: Conversations) {}

  /** Returns the conversation as it is kept. */
  async remember(conversation: Conversation, person: Person): Promise<Conversation> {
    const friend = conversation.kind === 'personal' ? person : undefined;
    // A new post in a channel goes to the channel, which has the id of its threads without their tail.
    const root = channelOf(conversation.conversationId);
    if (root === conversation.conversationId) return this.#note(conversation, friend);
    const { locale } = await this.#note({ ...conversation, conversationId: root });
    // All threads of a channel are in one language.
    return this.#note({ ...conversation, ...(locale && { locale }) }, friend);
  }

  async #note(conversation: Conversation, person?: Person): Promise<Conversation> {
    const { conversationId, kind, locale, ...rest } = conversation;
    // Where many read, each speaks in a language of their own: that is nothing new.
    const now = JSON.stringify([rest, person, kind === 'personal' && locale]);
    // One that was found unreachable since is hidden: hearing from it again brings it back.
    const known =
      this.#known.get(conversationId) === now && (await this.conversations.get(conversationId));
    if (known) return known;
    const kept = await this.conversations.remember(conversation, person);
    if (this.#known.size >= most) this.#known.clear();
    this.#known.set(conversationId, now);
    return kept;
  }
}
