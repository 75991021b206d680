/** Where in Teams a message goes: a conversation, in a channel with the thread's root in its id. */
export interface Place {
  readonly conversationId: string;
  readonly kind: 'personal' | 'groupChat' | 'channel';
  /** A shared channel: people of other organisations may be members, and read what is posted. */
  readonly isShared?: true;
}

/** Everything needed to post in a conversation later, without a message to answer. */
export interface Conversation extends Place {
  /** The reply address; checked against the allowed hosts before each use. */
  readonly serviceUrl: string;
  readonly tenantId: string;
  /** The bot's own channel account, as reported by Teams. */
  readonly bot: { readonly id: string; readonly name: string };
  /**
   * Locale as reported by Teams: the person's own in a 1:1, elsewhere that of the first person
   * heard.
   */
  readonly locale?: string;
  /** IANA name; only in a 1:1, because people of several zones read a channel. */
  readonly timeZone?: string;
  readonly name?: string;
  readonly teamId?: string;
  readonly channelId?: string;
}

/** Returns the channel of a thread: a new post there starts its own thread. */
export function channelOf(conversationId: string): string {
  return conversationId.split(';')[0]!;
}

const personPrefix = 'person:';

/** The 1:1 conversation with a person that may not have been opened yet. */
export function personalPlace(personId: string): Place {
  return { conversationId: `${personPrefix}${personId}`, kind: 'personal' };
}

/**
 * Returns the person of a 1:1 conversation that is addressed by person; undefined for a
 * conversation of Teams.
 */
export function personIn({ conversationId }: Place): string | undefined {
  const isPerson = conversationId.startsWith(personPrefix);
  return isPerson ? conversationId.slice(personPrefix.length) : undefined;
}
