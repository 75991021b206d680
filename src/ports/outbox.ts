import type { Message } from '../domain/card';
import type { Person } from '../domain/person';
import type { Place } from '../domain/place';

/** Recipient of a message: the intended place, else the requester, else the operations channels. */
export type Route = 'place' | 'requester' | 'operations';

export type DeliveryState = 'waiting' | 'sent' | 'failed';

export interface NewMessage {
  /** Unique: a message queued again under the same key is not sent again. */
  readonly key: string;
  readonly place: Place;
  readonly message: Message;
  /** Receives the message 1:1 if the place rejects it. */
  readonly requester?: Person | undefined;
  readonly route?: Route;
}

/** The next state of a card. */
export interface NewCardState extends NewMessage {
  /** SHA-256 of the content: an unchanged card is not sent again. */
  readonly hash: string;
  /** Terminal state: only another terminal state replaces it, unless the card was reopened. */
  readonly final: boolean;
  readonly reopened: boolean;
  /** Real milliseconds between two edits that are neither final nor reopened. */
  readonly spacingMs: number;
}

/** A message leased by a deliverer. */
export interface QueuedMessage {
  readonly id: string;
  readonly key: string;
  readonly isCard: boolean;
  /** Must be delivered; other states of a card may be skipped. */
  readonly isUrgent: boolean;
  readonly place: Place;
  readonly message: Message;
  /** Version of the content; content that arrives during sending has a higher one. */
  readonly version: number;
  /** Teams' id of the posted card. */
  readonly messageId?: string | undefined;
  readonly requester?: Person | undefined;
  readonly route: Route;
  /** Number of attempts, including this one. */
  readonly tries: number;
  /** Real milliseconds since the first attempt of this content. */
  readonly triedForMs: number;
  /** Identifies this claim: results recorded after another replica took over are ignored. */
  readonly lease: string;
}

export interface Backlog {
  readonly waiting: number;
  /** Age of the oldest message that is due, in real milliseconds. */
  readonly oldestMs: number;
  /** Messages to people that were abandoned within the last real day. */
  readonly failed: number;
}

/**
 * Messages on their way to Teams. The lease of a dead replica expires by itself. Methods throw the
 * database's errors.
 */
export interface Outbox {
  /** Queues a message. Idempotent per key. */
  put(message: NewMessage): Promise<void>;
  /**
   * Sets the state of a card; the newest state wins. Idempotent: a state that equals the previous
   * one, or that follows a final one without being final or reopened, changes nothing.
   * @returns real milliseconds until it is due; undefined when nothing has to be sent
   */
  putCard(state: NewCardState): Promise<number | undefined>;
  /** Leases due messages: at most one per conversation, none of the `busy` conversations. */
  claim(request: {
    readonly owner: string;
    readonly leaseMs: number;
    readonly limit: number;
    readonly busy: readonly string[];
  }): Promise<QueuedMessage[]>;
  /**
   * Records a delivery, unless another replica has taken over the lease. Idempotent.
   * @returns real milliseconds until newer content of the card is due; undefined without any
   */
  sent(
    message: QueuedMessage,
    at: { readonly conversationId: string; readonly messageId: string; readonly spacingMs: number },
  ): Promise<number | undefined>;
  /** Schedules another attempt in `afterMs` real milliseconds and ends the lease. */
  retry(message: QueuedMessage, afterMs: number): Promise<void>;
  /** Pauses a conversation for `ms` real milliseconds. */
  pause(conversationId: string, ms: number): Promise<void>;
  /** Changes the recipient and ends the lease. */
  redirect(message: QueuedMessage, place: Place, route: Route): Promise<void>;
  /** Records that a message was abandoned, and why. Idempotent. */
  fail(message: QueuedMessage, why: string): Promise<void>;
  /** Ends all leases of a replica that stops or restarts. Idempotent. */
  release(owner: string): Promise<void>;
  /** Returns the delivery state by key; unknown keys are left out. */
  states(keys: readonly string[]): Promise<ReadonlyMap<string, DeliveryState>>;
  /** Returns the number and age of waiting messages. */
  backlog(): Promise<Backlog>;
}
