import type { Person } from '../domain/person';
import type { Conversation } from '../domain/place';
import { channelOf } from '../domain/place';
import type { Conversations } from '../ports';

const most = 5_000;

/** The conversations that were written down already, so that each message costs no write. */
export class Acquaintances {
  readonly #known = new Map<string, string>();

  constructor(private readonly conversations: Conversations) {}

  async remember(conversation: Conversation, person: Person): Promise<void> {
    const friend = conversation.kind === 'personal' ? person : undefined;
    await this.#note(conversation, friend);
    // A new post in a channel goes to the channel, which has the id of its threads without their tail.
    const root = channelOf(conversation.conversationId);
    if (root !== conversation.conversationId)
      await this.#note({ ...conversation, conversationId: root });
  }

  async forget(conversationId: string): Promise<void> {
    this.#known.delete(conversationId);
    await this.conversations.forget(conversationId);
  }

  async #note(conversation: Conversation, person?: Person): Promise<void> {
    const now = JSON.stringify([conversation, person]);
    if (this.#known.get(conversation.conversationId) === now) return;
    await this.conversations.remember(conversation, person);
    if (this.#known.size >= most) this.#known.clear();
    this.#known.set(conversation.conversationId, now);
  }
}
