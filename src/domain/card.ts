import type { Person } from './person';
import type { SafeText } from './text';

/** An Adaptive Card ready to be sent, with a summary for clients that show no cards. */
export interface Card {
  readonly content: Readonly<Record<string, unknown>>;
  /** One plain sentence for the notification and the chat list, without a final period. */
  readonly summary: string;
}

/** A message of the bot: a card or one short text. Never both: Teams would split them. */
export type Message =
  | { readonly card: Card; readonly mention?: Person }
  | { readonly text: SafeText; readonly mention?: Person };

/**
 * The result of a command, which `chat/` sends. A `keep` key makes the card editable: showing the
 * same key later edits this message. If the message is in another chat, `said` tells the requester
 * the outcome. A card that `asks` changes only when it is answered.
 */
export type Reply =
  | {
      readonly card: Card;
      readonly cardKey?: string;
      readonly said?: SafeText;
      readonly awaitsChoice?: true;
    }
  | { readonly text: SafeText }
  | { readonly none: true }
  /**
   * For the requester alone, 1:1; `public` replaces it in the conversation. `links` marks download
   * links.
   */
  | { readonly private: Message; readonly public: SafeText }
  /** Several commands in one message: each has its own reply. */
  | { readonly all: readonly Reply[] };
