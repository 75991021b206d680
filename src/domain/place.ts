/** Where in Teams something is said: a conversation, in a channel with the thread's root in its id. */
export interface Place {
  readonly conversationId: string;
  readonly kind: 'personal' | 'groupChat' | 'channel';
  /** A channel that is not for the whole team: what comes by itself can't be posted there. */
  readonly restricted?: 'private' | 'shared';
}

/** All that is needed to speak in a conversation later, without a message to answer. */
export interface Conversation extends Place {
  /** Where replies go; checked against the allowed hosts before each use. */
  readonly serviceUrl: string;
  readonly tenantId: string;
  /** The bot's own channel account, as Teams named it. */
  readonly bot: { readonly id: string; readonly name: string };
  /** Who reads here, as Teams told it: a person's own in a 1:1, elsewhere that of whoever came first. */
  readonly locale?: string;
  /** IANA name; only in a 1:1, as people of several zones read a channel. */
  readonly timeZone?: string;
  readonly name?: string;
  readonly teamId?: string;
  readonly channelId?: string;
}

/** The channel behind a thread: where a new post starts a thread of its own. */
export function channelOf(conversationId: string): string {
  return conversationId.split(';')[0]!;
}

const personPrefix = 'person:';

/** The 1:1 conversation with a person that may not have been opened yet. */
export function personalPlace(personId: string): Place {
  return { conversationId: `${personPrefix}${personId}`, kind: 'personal' };
}

/** Returns whose 1:1 conversation this is, where it goes by the person; nothing for a conversation of Teams. */
export function personIn({ conversationId }: Place): string | undefined {
  const isPerson = conversationId.startsWith(personPrefix);
  return isPerson ? conversationId.slice(personPrefix.length) : undefined;
}
