import type { Message } from '../domain/card';
import { channelOf, type Place, personalPlace } from '../domain/place';
import { isPolicyActor } from '../domain/policy-actor';
import { escapeMarkdown, md } from '../domain/text';
import type {
  Conversations,
  Journal,
  Log,
  Outbox,
  QueuedMessage,
  Route,
  Subscriptions,
} from '../ports';
import { localizedFor } from './rendered';

/** The result of one attempt to deliver a message. */
export type Outcome =
  | { readonly kind: 'sent'; readonly conversationId: string; readonly messageId: string }
  | { readonly kind: 'later'; readonly afterMs: number; readonly isPaused?: true }
  | { readonly kind: 'redirected'; readonly place: Place; readonly route: Route }
  | { readonly kind: 'failed'; readonly why: string };

export interface RouteDependencies {
  readonly outbox: Pick<Outbox, 'put'>;
  readonly conversations: Pick<Conversations, 'get' | 'with'>;
  readonly subscriptions: Pick<Subscriptions, 'to'>;
  readonly journal: Journal;
  readonly log: Log;
}

/** Reroutes messages that their place rejects. */
export class OtherRoutes {
  constructor(private readonly parts: RouteDependencies) {}

  /**
   * Falls back to the requester, 1:1; then to the operations channels; then the message is recorded
   * as undelivered. A private message goes to nobody else.
   */
  async next(message: QueuedMessage, why: string): Promise<Outcome> {
    const { place, requester, route } = message;
    const isShared = place.kind !== 'personal';
    if (route === 'place' && isShared && requester && !isPolicyActor(requester)) {
      const known = await this.parts.conversations.with(requester.id);
      const there = known
        ? ({ conversationId: known.conversationId, kind: 'personal' } as const)
        : personalPlace(requester.id);
      return { kind: 'redirected', place: there, route: 'requester' };
    }
    if (requester && (route === 'requester' || (route === 'place' && isShared)))
      await this.#toOperations(message);
    await this.#record(message, why);
    return { kind: 'failed', why };
  }

  async #toOperations({ key, message, place }: QueuedMessage): Promise<void> {
    const line = 'card' in message ? escapeMarkdown(message.card.summary) : message.text;
    await this.tellOperations(`undelivered:${key}`, place, () => ({
      text: md`A message could not be delivered: ${line}`,
    }));
  }

  /** Posts something once in each operations channel except the place itself. */
  async tellOperations(key: string, place: Place, said: () => Message): Promise<void> {
    const { conversations, outbox, subscriptions } = this.parts;
    for (const { conversationId } of await subscriptions.to('operations')) {
      if (conversationId === channelOf(place.conversationId)) continue;
      const reader = await conversations.get(conversationId);
      await outbox.put({
        key: `${key}@${conversationId}`,
        place: { conversationId, kind: reader?.kind ?? 'channel' },
        message: reader ? localizedFor(reader, said) : said(),
        route: 'operations',
      });
    }
  }

  /** A journal that can't be written must not block the message forever. */
  async #record({ key, place, route }: QueuedMessage, why: string): Promise<void> {
    const { journal, log } = this.parts;
    log.warn({ message: key, conversation: place.conversationId, why }, 'a message was given up');
    await journal
      .write({
        operation: 'message.undelivered',
        actor: { id: 'bailiff', name: 'Bailiff' },
        outcome: 'failure',
        resources: { message: key, conversation: place.conversationId },
        details: { route, why },
      })
      .catch((error: unknown) => log.warn({ error }, 'an undelivered message was not recorded'));
  }
}
