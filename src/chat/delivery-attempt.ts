import { type Duration, hours, minutes, seconds } from '../domain/duration';
import { type Conversation, channelOf, personIn } from '../domain/place';
import { english } from '../language/language';
import type { Clock, Conversations, Log, QueuedMessage } from '../ports';
import type { EndOfPlace } from './end-of-place';
import { type Rung, rungsOf } from './ladder';
import { activityOf } from './message';
import type { OtherRoutes, Outcome } from './other-routes';
import { localizedFor } from './rendered';
import type { Sender } from './sender';
import { type Operation, remedyFor, TeamsRefusedError } from './teams-errors';

export interface AttemptDependencies {
  readonly sender: Sender;
  readonly conversations: Conversations;
  readonly routes: OtherRoutes;
  readonly endOfPlace: EndOfPlace;
  readonly clock: Clock;
  readonly log: Log;
}

// How long to retry while Teams accepts other messages; after that the message or place is at
// fault.
const timeouts = { edit: minutes(2), post: minutes(10), open: minutes(10) } as const;
// An older message is no longer of use.
const longest = hours(24);
const maxPause = minutes(2);
// A channel returns 404 for moments while it is created or restored.
const goneAfterTries = 3;
const movedAfterTries = 3;

/** A call that failed for good, and its error. */
interface Refusal {
  readonly operation: Operation;
  readonly error: unknown;
}

/** Delivers one message with fallbacks: edit, post again, another service URL, another route. */
export class DeliveryAttempt {
  /** When Teams last accepted a message of this process, in epoch milliseconds. */
  #tookAt = 0;

  constructor(private readonly parts: AttemptDependencies) {}

  async deliver(message: QueuedMessage): Promise<Outcome> {
    let operation: Operation = 'open';
    try {
      const to = await this.#destination(message);
      if (!to) return await this.#unknown(message);
      operation = message.messageId ? 'edit' : 'post';
      return await this.#send(message, to, operation);
    } catch (error) {
      return this.#failed(message, { operation, error });
    }
  }

  async #send(message: QueuedMessage, to: Conversation, operation: Operation): Promise<Outcome> {
    try {
      const messageId = await this.#atNewestAddress(message, to, operation);
      this.#tookAt = this.parts.clock.now().getTime();
      return { kind: 'sent', conversationId: to.conversationId, messageId };
    } catch (error) {
      if (remedyFor(operation, error) === 'gone') return this.#gone(message, to, error);
      if (operation !== 'edit' || !this.#isOver(message, { operation, error })) throw error;
      this.parts.log.warn({ card: message.key, error }, 'a card could not be edited');
      // The message was deleted. A terminal state is posted again, an intermediate one is skipped.
      if (message.isUrgent) return this.#send(message, to, 'post');
      return { kind: 'sent', conversationId: to.conversationId, messageId: message.messageId! };
    }
  }

  /** Makes the call; after a rejection, retries once at the newest known service URL. */
  async #atNewestAddress(
    message: QueuedMessage,
    to: Conversation,
    operation: Operation,
  ): Promise<string> {
    const { conversations, log } = this.parts;
    try {
      return await this.#call(message, to, operation);
    } catch (error) {
      const mayPass = remedyFor(operation, error) === 'again';
      if (mayPass && message.tries < movedAfterTries) throw error;
      const serviceUrl = await conversations.newerServiceUrl(to);
      if (!serviceUrl) throw error;
      const messageId = await this.#call(message, { ...to, serviceUrl }, operation).catch(() => {
        throw error;
      });
      log.info({ conversation: to.conversationId }, 'a conversation moved to another service URL');
      await conversations.moveTo(to.conversationId, serviceUrl);
      return messageId;
    }
  }

  /** Tries the whole card first, then shorter versions, until Teams accepts the size. */
  async #call(message: QueuedMessage, to: Conversation, operation: Operation): Promise<string> {
    const { mention, ...said } = message.message;
    const rungs = localizedFor<Rung[]>(to, () => ('card' in said ? rungsOf(said.card) : [said]));
    for (const [n, rung] of rungs.entries())
      try {
        const activity = activityOf(rung, mention);
        if (operation !== 'edit') return await this.parts.sender.post(to, activity);
        return await this.parts.sender.edit(to, message.messageId!, activity);
      } catch (error) {
        if (remedyFor(operation, error) !== 'smaller' || n === rungs.length - 1) throw error;
        this.parts.log.warn({ message: message.key, error }, 'Teams refused the form of a message');
      }
    throw new Error('a message has at least one form');
  }

  async #destination({ place }: QueuedMessage): Promise<Conversation | undefined> {
    const { conversations } = this.parts;
    const person = personIn(place);
    if (person) return (await conversations.with(person)) ?? this.#open(person);
    const { conversationId, kind } = place;
    const known = await conversations.get(conversationId);
    if (known) return known;
    // An unknown thread may belong to a known channel.
    const channel = await conversations.get(channelOf(conversationId));
    return channel && { ...channel, conversationId, kind };
  }

  /** The end of a channel is reported once, not for each of its cards. */
  async #unknown(message: QueuedMessage): Promise<Outcome> {
    const why = english`the bot is not in this conversation`;
    if (message.place.kind !== 'personal' && !message.requester) return { kind: 'failed', why };
    return this.parts.routes.next(message, why);
  }

  /** Opens a 1:1 conversation through the address of a known one. */
  async #open(personId: string): Promise<Conversation | undefined> {
    const { conversations, sender } = this.parts;
    const like = await conversations.newest();
    if (!like) return undefined;
    const { bot, serviceUrl, tenantId } = like;
    const conversationId = await sender.open(like, personId);
    const opened = { conversationId, kind: 'personal', bot, serviceUrl, tenantId } as const;
    return conversations.remember(opened, { id: personId, name: '' });
  }

  async #failed(message: QueuedMessage, refusal: Refusal): Promise<Outcome> {
    if (!this.#isOver(message, refusal)) return this.#later(message, refusal.error);
    return this.parts.routes.next(message, wordsOf(refusal.error));
  }

  async #gone(message: QueuedMessage, to: Conversation, error: unknown): Promise<Outcome> {
    const { endOfPlace, routes } = this.parts;
    const isCertain = error instanceof TeamsRefusedError && error.status !== 404;
    if (!isCertain && message.tries < goneAfterTries) return this.#later(message, error);
    await endOfPlace.end(to.conversationId, wordsOf(error));
    return routes.next(message, wordsOf(error));
  }

  /** Returns whether retrying the same is pointless. */
  #isOver({ triedForMs }: QueuedMessage, { error, operation }: Refusal): boolean {
    if (remedyFor(operation, error) !== 'again') return true;
    const { clock } = this.parts;
    const waited = (most: Duration) => triedForMs > clock.real(most);
    const tookOthers = this.#tookAt > clock.now().getTime() - triedForMs;
    return waited(longest) || (tookOthers && waited(timeouts[operation]));
  }

  /**
   * The wait that Teams asks for; otherwise doubles from one second, with jitter so that replicas
   * diverge.
   */
  #later({ tries }: QueuedMessage, error: unknown): Outcome {
    const { clock, log } = this.parts;
    log.debug({ error, tries }, 'Teams did not take a message yet');
    const asked = error instanceof TeamsRefusedError ? error.detail.retryAfterSeconds : undefined;
    if (asked !== undefined) return { kind: 'later', afterMs: asked * 1_000, isPaused: true };
    const growing = Math.min(maxPause, seconds(1) * 2 ** (tries - 1)) as Duration;
    return { kind: 'later', afterMs: clock.real(growing) * (0.5 + Math.random() / 2) };
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
