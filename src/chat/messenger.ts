import { createHash } from 'node:crypto';
import type { TurnContext } from 'botbuilder';
import type { Card, Message } from '../domain/card';
import type { Duration } from '../domain/duration';
import type { Person } from '../domain/person';
import { type Conversation, channelOf, type Place } from '../domain/place';
import type { Localized, Messenger, PostedCard, PostedCards } from '../ports';
import { type Rung, rungsOf } from './ladder';
import { activityOf } from './message';
import { CardUpdates, type Showing, type ShowOptions } from './posted-cards';
import { localizedFor } from './rendered';
import { Sender, type SenderParts, timeout } from './sender';
import { remedyFor } from './teams-errors';

export interface MessengerParts extends SenderParts {
  readonly shown: PostedCards;
}

/** What was drawn for who reads it. */
type Ready = Showing & { readonly card: Card };

type Send = (rung: Rung) => (context: TurnContext) => Promise<string>;

/** Speaks in Teams: the one place from which messages go out. */
export class TeamsMessenger implements Messenger {
  readonly #sender: Sender;
  readonly #living: CardUpdates;

  constructor(private readonly parts: MessengerParts) {
    this.#sender = new Sender(parts);
    const { clock, log } = parts;
    const { stopped } = this.#sender;
    this.#living = new CardUpdates({
      clock,
      log,
      stopped,
      put: (name, showing) => this.#put(name, showing),
    });
  }

  /** Stops waiting; edits that were put off are dropped: the next start shows the present state. */
  close(): void {
    this.#sender.close();
  }

  async post(place: Place, message: Message | Localized<Message>): Promise<string | undefined> {
    const to = await this.#conversation(place);
    return to && this.#post(to, localizedFor(to, message), timeout.post);
  }

  async show(
    name: string,
    place: Place,
    card: Card | Localized<Card>,
    options: ShowOptions = {},
  ): Promise<void> {
    await this.#living.show(name, { place, card, ...options });
  }

  async reach(person: Person): Promise<Place | undefined> {
    const known = await this.parts.conversations.with(person.id);
    if (known) return known;
    const like = await this.parts.conversations.newest();
    if (!like) {
      this.parts.log.warn(
        { person: person.id },
        'no conversation is known yet to reach anybody from',
      );
      return undefined;
    }
    return this.#open(person, like);
  }

  /** Opens a 1:1 conversation through the address of one that is known. */
  async #open(person: Person, like: Conversation): Promise<Place | undefined> {
    const { conversations, log } = this.parts;
    const { bot, serviceUrl, tenantId } = like;
    try {
      const id = await this.#sender.open(like, {
        isGroup: false,
        bot,
        members: [{ id: person.id, name: person.name }],
        tenantId,
        channelData: { tenant: { id: tenantId } },
        activity: undefined as never,
      });
      const opened = { conversationId: id, kind: 'personal', bot, serviceUrl, tenantId } as const;
      await conversations.remember(opened, person);
      return { conversationId: id, kind: 'personal' };
    } catch (error) {
      if (remedyFor(error) !== 'unreachable' && remedyFor(error) !== 'gone') throw error;
      log.warn({ person: person.id, error }, 'a person can not be reached: is the app installed?');
      return undefined;
    }
  }

  async #conversation({ conversationId, kind }: Place): Promise<Conversation | undefined> {
    const { conversations, log } = this.parts;
    const known = await conversations.get(conversationId);
    if (known) return known;
    // A thread that we never heard of lies in a channel that we may know.
    const channel = await conversations.get(channelOf(conversationId));
    if (channel) return { ...channel, conversationId, kind };
    log.warn({ conversation: conversationId }, 'the bot was never in this conversation');
    return undefined;
  }

  #post(to: Conversation, message: Message, most: Duration): Promise<string | undefined> {
    const rungs = localizedFor<Rung[]>(to, () =>
      'card' in message ? rungsOf(message.card) : [{ text: message.text }],
    );
    const send: Send = (rung) => async (context) =>
      (await context.sendActivity(activityOf(rung, message.mention)))?.id ?? '';
    return this.#climbDown(to, { rungs, send, most });
  }

  /** Tries the whole card first, then what is shorter, until Teams finds it small enough. */
  async #climbDown(
    to: Conversation,
    { rungs, send, most }: { rungs: readonly Rung[]; send: Send; most: Duration },
  ): Promise<string | undefined> {
    const [rung, ...smaller] = rungs;
    try {
      return await this.#sender.speak(to, most, send(rung!));
    } catch (error) {
      if (remedyFor(error) !== 'smaller' || smaller.length === 0) throw error;
      this.parts.log.warn({ conversation: to.conversationId }, 'a message was too large for Teams');
      return this.#climbDown(to, { rungs: smaller, send, most });
    }
  }

  async #put(name: string, showing: Showing): Promise<boolean> {
    const { shown } = this.parts;
    const before = await shown.get(name);
    // Edited where it stands, which may be another place than the one asked from.
    const { conversationId = showing.place.conversationId } = before ?? {};
    const to = await this.#conversation({ ...showing.place, conversationId });
    if (!to) return false;
    const ready = { ...showing, card: localizedFor(to, showing.card) };
    const hash = hashOf(ready.card);
    const { final = false, reopened } = showing;
    if (before?.final && !final && !reopened) return false;
    if (before?.hash === hash && before.final === final) return false;

    const messageId = before ? await this.#edit(to, before, ready) : await this.#first(to, ready);
    if (!messageId) return false;
    await shown.save({ name, conversationId: to.conversationId, messageId, hash, final });
    return true;
  }

  #first(to: Conversation, { card, final }: Ready): Promise<string | undefined> {
    return this.#post(to, { card }, final ? timeout.final : timeout.post);
  }

  async #edit(
    to: Conversation,
    { messageId }: PostedCard,
    ready: Ready,
  ): Promise<string | undefined> {
    const send: Send = (rung) => async (context) => {
      await context.updateActivity({ ...activityOf(rung), id: messageId });
      return messageId;
    };
    const most = ready.final ? timeout.final : timeout.edit;
    try {
      return await this.#climbDown(to, { rungs: rungsOf(ready.card), send, most });
    } catch (error) {
      return this.#unedited(to, ready, error);
    }
  }

  /** The end of a story is told anew when its message was deleted; a step on the way is skipped. */
  async #unedited(to: Conversation, showing: Ready, error: unknown): Promise<string | undefined> {
    const matters = showing.final || showing.reopened;
    if (matters && remedyFor(error) !== 'gone') throw error;
    if (matters) return this.#first(to, showing);
    this.parts.log.warn({ conversation: to.conversationId, error }, 'an edit was skipped');
    return undefined;
  }
}

function hashOf(card: Card): string {
  return createHash('sha256').update(JSON.stringify(card.content)).digest('hex');
}
