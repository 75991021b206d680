import { createHash, randomUUID } from 'node:crypto';
import type { Card, Message } from '../domain/card';
import type { Duration } from '../domain/duration';
import type { Person } from '../domain/person';
import { type Conversation, channelOf, type Place, personalPlace, personIn } from '../domain/place';
import type {
  Clock,
  Conversations,
  DeliveryState,
  Localized,
  Log,
  Messenger,
  Outbox,
  PostOptions,
  ShowOptions,
} from '../ports';
import { betweenEdits, type Deliverer } from './deliverer';
import { localizedFor } from './rendered';

export interface MessengerDependencies {
  readonly outbox: Outbox;
  readonly deliverer: Pick<Deliverer, 'wake' | 'next'>;
  readonly conversations: Pick<Conversations, 'get' | 'with' | 'newest'>;
  readonly clock: Clock;
  readonly log: Log;
}

// Another replica may send it: then this process is not notified.
const lookAgainMs = 500;

/**
 * Queues messages for Teams. A message is rendered when it is queued, for the language and zone of
 * its conversation: closures over workflow data can't be stored.
 */
export class OutboxMessenger implements Messenger {
  constructor(private readonly parts: MessengerDependencies) {}

  async post(
    place: Place,
    message: Message | Localized<Message>,
    { once, requester }: PostOptions = {},
  ): Promise<string> {
    const rendered = localizedFor(await this.#reader(place), message);
    const key = `post:${once ?? randomUUID()}`;
    await this.parts.outbox.put({
      ...{ key, place },
      message: rendered,
      requester: requester ?? rendered.mention,
    });
    this.parts.deliverer.wake();
    return key;
  }

  async show(
    key: string,
    place: Place,
    card: Card | Localized<Card>,
    { final = false, reopened = false, requester }: ShowOptions = {},
  ): Promise<void> {
    const { clock, deliverer, outbox } = this.parts;
    const rendered = localizedFor(await this.#reader(place), card);
    const dueMs = await outbox.putCard({
      ...{ key, place, requester, final, reopened },
      message: { card: rendered },
      hash: hashOf(rendered),
      spacingMs: clock.real(betweenEdits),
    });
    if (dueMs !== undefined) deliverer.wake(dueMs);
  }

  async delivered(
    keys: readonly string[],
    most: Duration,
  ): Promise<ReadonlyMap<string, DeliveryState>> {
    const { clock, deliverer, outbox } = this.parts;
    const until = Date.now() + clock.real(most);
    for (;;) {
      const recorded = deliverer.next(lookAgainMs);
      const states = await outbox.states(keys);
      const isWaiting = [...states.values()].includes('waiting');
      if (!isWaiting || Date.now() >= until) return states;
      await recorded;
    }
  }

  async reach(person: Person): Promise<Place | undefined> {
    const { conversations, log } = this.parts;
    const known = await conversations.with(person.id);
    if (known) return { conversationId: known.conversationId, kind: 'personal' };
    if (await conversations.newest()) return personalPlace(person.id);
    log.warn({ person: person.id }, 'no conversation is known yet to reach anybody from');
    return undefined;
  }

  async #reader(place: Place): Promise<Pick<Conversation, 'locale' | 'timeZone'>> {
    const { conversations } = this.parts;
    const person = personIn(place);
    const { conversationId } = place;
    const known = person
      ? await conversations.with(person)
      : await conversations.get(conversationId);
    return known ?? (await conversations.get(channelOf(conversationId))) ?? {};
  }
}

function hashOf(card: Card): string {
  return createHash('sha256').update(JSON.stringify(card.content)).digest('hex');
}
