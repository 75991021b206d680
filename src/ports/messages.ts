import type { Severity } from '../domain/alert';
import type { Card, Message } from '../domain/card';
import type { Duration } from '../domain/duration';
import type { Person } from '../domain/person';
import type { Conversation, Place } from '../domain/place';
import type { DeliveryState } from './outbox';

/**
 * Conversations the bot may post in. An unreachable one is hidden until somebody writes there.
 * Methods throw the database's errors.
 */
export interface Conversations {
  /**
   * Stores a conversation and returns it, completed with the locale and zone that were known
   * before. Idempotent. A new service URL applies to all threads of the channel.
   */
  remember(conversation: Conversation, person?: Person): Promise<Conversation>;
  /** Gets a reachable conversation; undefined if unknown. */
  get(conversationId: string): Promise<Conversation | undefined>;
  /** Gets the 1:1 conversation with a person; undefined if there is none. */
  with(personId: string): Promise<Conversation | undefined>;
  /**
   * Gets the conversation stored last: its service URL and tenant serve to open a 1:1 conversation.
   * Undefined if there is none.
   */
  newest(): Promise<Conversation | undefined>;
  /**
   * Returns the newest service URL of the channel, else of the tenant; undefined if it is the
   * current one.
   */
  newerServiceUrl(conversation: Conversation): Promise<string | undefined>;
  /** Sets the service URL of a conversation and of all threads of its channel. Idempotent. */
  moveTo(conversationId: string, serviceUrl: string): Promise<void>;
  /** Returns the ids of a team's conversations, including unreachable ones. */
  inTeam(teamId: string): Promise<string[]>;
  /** Hides a conversation and all threads of its channel, with the reason. Idempotent. */
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
  /** Adds or replaces a subscription. Idempotent per conversation and topic. */
  add(subscription: Subscription): Promise<void>;
  /**
   * Removes the subscriptions of a conversation, to one topic or to all; returns how many.
   * Idempotent.
   */
  remove(conversationId: string, topic?: Topic): Promise<number>;
  /** Lists the subscriptions of a conversation. */
  of(conversationId: string): Promise<Subscription[]>;
  /** Lists the subscriptions to a topic. */
  to(topic: Topic): Promise<Subscription[]>;
}

/** Cards that were posted under a key, to be edited later. Methods throw the database's errors. */
export interface PostedCards {
  /** Gets a card; undefined until Teams has accepted it. */
  get(name: string): Promise<PostedCard | undefined>;
  /**
   * Lists at most `most` cards whose keys begin with `beginning` and that were sent since the
   * moment, newest first.
   */
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

/** The reader of a message. */
export type Audience = Pick<Conversation, 'timeZone'>;

/** Renders a message in the reader's language and time zone. */
export type Localized<T> = (reader: Audience) => T;

export interface PostOptions {
  /**
   * Deduplication key: a message of the same key is sent once. Without it every call sends a
   * message.
   */
  readonly once?: string;
  /** Receives the message 1:1 if the place rejects it; the mentioned person by default. */
  readonly requester?: Person;
}

export interface ShowOptions {
  /** Terminal state: sent at once; only another terminal state replaces it. */
  readonly final?: boolean;
  /** Sent at once, and replaces a terminal state. */
  readonly reopened?: boolean;
  /** Receives the card 1:1 if the place rejects it; the first requester is kept. */
  readonly requester?: Person;
}

/**
 * Messages to Teams, through the outbox: a call resolves when the message is stored; any replica
 * then sends it. Methods throw the database's errors.
 */
export interface Messenger {
  /** Queues a message and returns its key, for `delivered`. Idempotent only with `once`. */
  post(place: Place, message: Message | Localized<Message>, options?: PostOptions): Promise<string>;
  /**
   * Sets the state of the card with this key: posted the first time, edited in place afterwards.
   * Idempotent: an unchanged card is not sent again. States that are neither final nor reopened are
   * coalesced.
   */
  show(
    key: string,
    place: Place,
    card: Card | Localized<Card>,
    options?: ShowOptions,
  ): Promise<void>;
  /**
   * Waits until none of these messages or cards waits to be sent, at most `most`; returns their
   * states. No side effects.
   */
  delivered(keys: readonly string[], most: Duration): Promise<ReadonlyMap<string, DeliveryState>>;
  /**
   * Returns the 1:1 place of a person; the conversation is opened when the first message is sent.
   * Undefined while the bot was never installed anywhere.
   */
  reach(person: Person): Promise<Place | undefined>;
}
