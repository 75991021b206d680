import type { Severity } from '../domain/alert';
import type { Card, Message } from '../domain/card';
import type { Person } from '../domain/person';
import type { Conversation, Place } from '../domain/place';

/** Conversations the bot may speak in. */
export interface Conversations {
  /** Returns it as it is kept: with the language and zone that were known before. */
  remember(conversation: Conversation, person?: Person): Promise<Conversation>;
  get(conversationId: string): Promise<Conversation | undefined>;
  /** The 1:1 conversation with a person, when there is one. */
  with(personId: string): Promise<Conversation | undefined>;
  /** The one remembered last: its service URL and tenant serve to open a 1:1 conversation. */
  newest(): Promise<Conversation | undefined>;
  forget(conversationId: string): Promise<void>;
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

/** The messages that living cards stand on: what was posted under a name, to be edited later. */
export interface PostedCards {
  get(name: string): Promise<PostedCard | undefined>;
  /** Those whose names begin so and that were shown since the moment, newest first. */
  since(moment: Date, filter: { beginning: string; most: number }): Promise<PostedCard[]>;
  /** Keeps what was shown last under the name. */
  save(card: Omit<PostedCard, 'shownAt'>): Promise<void>;
}

export interface PostedCard {
  readonly name: string;
  readonly conversationId: string;
  /** Teams' id of the message. */
  readonly messageId: string;
  /** Of the content: an unchanged card is not sent again. */
  readonly hash: string;
  readonly final: boolean;
  readonly shownAt: Date;
}

/** Who reads what is said somewhere. */
export type Audience = Pick<Conversation, 'timeZone'>;

/** Draws what is said when it is known who reads it: in their language, and in their time zone. */
export type Localized<T> = (reader: Audience) => T;

/** Sends and edits messages in Teams. */
export interface Messenger {
  /** Sends a message; resolves when Teams took it. Returns Teams' id of it, or nothing when nobody can be reached there. */
  post(place: Place, message: Message | Localized<Message>): Promise<string | undefined>;
  /**
   * Shows a living card under a name: posted the first time, edited in place afterwards.
   * An unchanged card is not sent again; edits that are not `final` are coalesced and may be skipped.
   * After a final card only another final one is shown, unless the story was `reopened`.
   */
  show(
    name: string,
    place: Place,
    card: Card | Localized<Card>,
    options?: { final?: boolean; reopened?: boolean },
  ): Promise<void>;
  /** Opens (or finds) the 1:1 conversation with a person. */
  reach(person: Person): Promise<Place | undefined>;
}
