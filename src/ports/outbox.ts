import type { Message } from '../domain/card';
import type { Person } from '../domain/person';
import type { Place } from '../domain/place';

/** Where a message goes: where it was meant to, else to who asked, else to the operations channels. */
export type Route = 'place' | 'requester' | 'operations';

export type DeliveryState = 'waiting' | 'sent' | 'failed';

export interface NewMessage {
  /** Unique: a message that is queued again under the same key is not sent again. */
  readonly key: string;
  readonly place: Place;
  readonly message: Message;
  /** Gets the message 1:1 where the place does not take it. */
  readonly requester?: Person | undefined;
  readonly route?: Route;
}

/** What a card has to show from now on. */
export interface NewCardState extends NewMessage {
  /** SHA-256 of the content: an unchanged card is not sent again. */
  readonly hash: string;
  /** Terminal state: only another terminal state replaces it, unless the card was reopened. */
  readonly final: boolean;
  readonly reopened: boolean;
  /** Real milliseconds between two edits that are neither final nor reopened. */
  readonly spacingMs: number;
}

/** A row that its deliverer has leased. */
export interface QueuedMessage {
  readonly id: string;
  readonly key: string;
  readonly isCard: boolean;
  /** Must arrive: a card's other states may be skipped. */
  readonly isUrgent: boolean;
  readonly place: Place;
  readonly message: Message;
  /** Of the content; what arrives while it is sent has a higher one. */
  readonly version: number;
  /** Teams' id of the card that is there already. */
  readonly messageId?: string | undefined;
  readonly requester?: Person | undefined;
  readonly route: Route;
  /** How often it was tried, this one included. */
  readonly tries: number;
  /** Since the first try of this content, in real milliseconds. */
  readonly triedForMs: number;
  /** Of this claim: what a replica records after its lease ran out and was taken over is ignored. */
  readonly lease: string;
}

export interface Backlog {
  readonly waiting: number;
  /** Age of the oldest message that is due, in real milliseconds. */
  readonly oldestMs: number;
  /** How many for a person were given up within the last real day. */
  readonly failed: number;
}

/** Messages on their way to Teams. A lease of a replica that died runs out by itself. */
export interface Outbox {
  /** Queues a single message; the same key again changes nothing. */
  put(message: NewMessage): Promise<void>;
  /**
   * Sets what a card has to show. The newest state wins; one that equals the state before, or that
   * follows a final one without being final or reopened, changes nothing.
   * @returns real milliseconds until it is due, or nothing when nothing has to be sent
   */
  putCard(state: NewCardState): Promise<number | undefined>;
  /** Leases messages that are due: at most one per conversation, none of the `busy` conversations. */
  claim(request: {
    readonly owner: string;
    readonly leaseMs: number;
    readonly limit: number;
    readonly busy: readonly string[];
  }): Promise<QueuedMessage[]>;
  /**
   * Records that Teams took it, unless another replica has taken the lease over.
   * @returns real milliseconds until newer content of the card is due; nothing without any
   */
  sent(
    message: QueuedMessage,
    at: { readonly conversationId: string; readonly messageId: string; readonly spacingMs: number },
  ): Promise<number | undefined>;
  /** Tries it again after so many real milliseconds. */
  retry(message: QueuedMessage, afterMs: number): Promise<void>;
  /** Sends nothing into a conversation for so many real milliseconds. */
  pause(conversationId: string, ms: number): Promise<void>;
  /** Sends it somewhere else. */
  redirect(message: QueuedMessage, place: Place, route: Route): Promise<void>;
  fail(message: QueuedMessage, why: string): Promise<void>;
  /** Gives back what a replica had leased: it stopped, or starts anew. */
  release(owner: string): Promise<void>;
  /** A key that is not there is left out. */
  states(keys: readonly string[]): Promise<ReadonlyMap<string, DeliveryState>>;
  backlog(): Promise<Backlog>;
}
