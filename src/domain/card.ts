import type { Person } from './person';
import type { SafeText } from './text';

/** An Adaptive Card ready to be sent, and the words for where no card can be shown. */
export interface Card {
  readonly content: Readonly<Record<string, unknown>>;
  /** One plain sentence for the notification and the chat list; no period. */
  readonly summary: string;
}

/** What the bot says: a card, or one short text. Never both: Teams would split them. */
export type Message =
  | { readonly card: Card; readonly mention?: Person }
  | { readonly text: SafeText; readonly mention?: Person };

/**
 * What a command gives back; `chat/` sends it.
 * A `keep` name makes the card a living one: whoever shows that name later edits this message. Where
 * it stands already, perhaps in another chat, `said` tells whoever asked what became of it. One that
 * `asks` is drawn anew only when it is answered.
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
  /** For who asked alone, 1:1; `public` is what stands where it was asked. Links are said so. */
  | { readonly private: Message; readonly public: SafeText }
  /** Several commands in one message: each is answered. */
  | { readonly all: readonly Reply[] };
