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
    const { conversationId } = conversation;
    const now = JSON.stringify([conversation, person]);
    const isKnown = this.#known.get(conversationId) === now;
    // One that was found unreachable since is hidden: hearing from it again brings it back.
    if (isKnown && (await this.conversations.get(conversationId))) return;
    await this.conversations.remember(conversation, person);
    if (this.#known.size >= most) this.#known.clear();
    this.#known.set(conversationId, now);
  }
}
