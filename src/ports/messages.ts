import type { Severity } from '../domain/alert';
import type { Card, Message } from '../domain/card';
import type { Duration } from '../domain/duration';
import type { Person } from '../domain/person';
import type { Conversation, Place } from '../domain/place';
import type { DeliveryState } from './outbox';

/** Conversations the bot may speak in. One that is unreachable is hidden until something is said there. */
export interface Conversations {
  /**
   * Returns the conversation as stored: with the language and zone that were known before. A new
   * service URL holds for all threads of the channel.
   */
  remember(conversation: Conversation, person?: Person): Promise<Conversation>;
  get(conversationId: string): Promise<Conversation | undefined>;
  /** Returns the 1:1 conversation with a person, if there is one. */
  with(personId: string): Promise<Conversation | undefined>;
  /** Returns the one remembered last: its service URL and tenant serve to open a 1:1 conversation. */
  newest(): Promise<Conversation | undefined>;
  /** Returns the service URL heard last in the channel, else in the tenant, if it is another one. */
  newerServiceUrl(conversation: Conversation): Promise<string | undefined>;
  /** Sets the service URL of a conversation and of all threads of its channel. */
  moveTo(conversationId: string, serviceUrl: string): Promise<void>;
  /** Returns the conversations of a team, unreachable ones included. */
  inTeam(teamId: string): Promise<string[]>;
  /** Hides a conversation and all threads of its channel. */
  markUnreachable(conversationId: string, why: string): Promise<void>;
}

export type Topic = 'incidents' | 'operations';

export interface Subscription {
  readonly conversationId: string;
  readonly topic: Topic;
  readonly minimumSeverity?: Severity;
  /** Only incidents with an alert of this product, such as `office365`. */
  readonly source?: string;
  /** Only incidents with this tag. */
  readonly tag?: string;
  readonly by: Person;
  readonly at: Date;
}

export interface Subscriptions {
  add(subscription: Subscription): Promise<void>;
  remove(conversationId: string, topic?: Topic): Promise<number>;
  of(conversationId: string): Promise<Subscription[]>;
  to(topic: Topic): Promise<Subscription[]>;
}

/** Cards that were posted under a key, to be edited later. */
export interface PostedCards {
  /** Returns nothing for a card that Teams has not taken yet. */
  get(name: string): Promise<PostedCard | undefined>;
  /** Returns those whose keys begin so and that were sent since the moment, newest first. */
  since(moment: Date, filter: { beginning: string; most: number }): Promise<PostedCard[]>;
}

export interface PostedCard {
  readonly name: string;
  readonly conversationId: string;
  /** Teams' id of the message. */
  readonly messageId: string;
  /** Whether it shows a terminal state, or is about to. */
  readonly final: boolean;
  readonly shownAt: Date;
}

/** Who reads what is said somewhere. */
export type Audience = Pick<Conversation, 'timeZone'>;

/** Renders a message for its reader: in their language, and in their time zone. */
export type Localized<T> = (reader: Audience) => T;

export interface PostOptions {
  /** Deduplicates: a message of the same key is sent once. Without it every call is a message. */
  readonly once?: string;
  /** Gets it 1:1 where the place does not take it; whoever is mentioned, if nothing is said. */
  readonly requester?: Person;
}

export interface ShowOptions {
  /** Terminal state: sent at once; only another terminal state replaces it. */
  readonly final?: boolean;
  /** Sent at once, and replaces a terminal state. */
  readonly reopened?: boolean;
  /** Gets the card 1:1 where the place does not take it; the first one named counts. */
  readonly requester?: Person;
}

/**
 * Messages to Teams, through the outbox: a call returns when the message is stored, and it is sent
 * afterwards, also by another replica.
 */
export interface Messenger {
  /** Queues a message. Returns its key, for `delivered`. */
  post(place: Place, message: Message | Localized<Message>, options?: PostOptions): Promise<string>;
  /**
   * Sets what the card of this key shows: posted the first time, edited in place afterwards. An
   * unchanged card is not sent again; states that are neither final nor reopened are coalesced.
   */
  show(
    key: string,
    place: Place,
    card: Card | Localized<Card>,
    options?: ShowOptions,
  ): Promise<void>;
  /** Waits until none of these messages or cards is waiting to be sent, but not longer than `most`. */
  delivered(keys: readonly string[], most: Duration): Promise<ReadonlyMap<string, DeliveryState>>;
  /**
   * Returns the 1:1 place of a person. A conversation that does not exist yet is opened when the
   * first message is sent. Returns nothing as long as the bot was never installed anywhere.
   */
  reach(person: Person): Promise<Place | undefined>;
}
