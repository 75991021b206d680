import type { Activity, ConversationReference, TurnContext } from 'botbuilder';
import type { Conversation } from '../domain/place';
import type { TeamsAdapter } from './adapter';
import { type AdmissionRules, mayReplyTo } from './admission';
import { ForeignAddressError } from './teams-errors';

export interface SenderDependencies {
  readonly adapter: TeamsAdapter;
  readonly rules: AdmissionRules;
  /** Called before each call to a conversation. */
  readonly onCall: (conversationId: string) => void;
}

/**
 * Makes single calls to Teams, without retries.
 * @throws {TeamsRefusedError|ConnectionLostError|ForeignAddressError} each of its methods
 */
export class Sender {
  constructor(private readonly parts: SenderDependencies) {}

  /** Returns Teams' id of the message. */
  async post(to: Conversation, activity: Partial<Activity>): Promise<string> {
    return this.#within(to, async (context) => (await context.sendActivity(activity))?.id ?? '');
  }

  async edit(to: Conversation, messageId: string, activity: Partial<Activity>): Promise<string> {
    await this.#within(to, (context) => context.updateActivity({ ...activity, id: messageId }));
    return messageId;
  }

  /** Opens a 1:1 conversation at the address of a known one. Returns its id. */
  async open(like: Conversation, personId: string): Promise<string> {
    const { adapter } = this.parts;
    const { bot, serviceUrl, tenantId } = like;
    this.#assertOurs(like);
    let id = '';
    await adapter.createConversationAsync(
      adapter.appId,
      'msteams',
      serviceUrl,
      adapter.audience,
      {
        isGroup: false,
        bot,
        members: [{ id: personId, name: '' }],
        tenantId,
        channelData: { tenant: { id: tenantId } },
        activity: undefined as never,
      },
      async ({ activity }) => {
        id = activity.conversation.id;
      },
    );
    return id;
  }

  async #within<T>(to: Conversation, call: (context: TurnContext) => Promise<T>): Promise<T> {
    const { adapter, onCall } = this.parts;
    this.#assertOurs(to);
    onCall(to.conversationId);
    let result: { value: T } | undefined;
    await adapter.continueConversationAsync(adapter.appId, referenceOf(to), async (context) => {
      // The SDK invents an id for this turn and would send the message as a reply to it.
      context.activity.id = '';
      result = { value: await call(context) };
    });
    return result!.value;
  }

  /** Checked before each call: the address was stored, and the list may have changed since. */
  #assertOurs({ serviceUrl }: Conversation): void {
    if (!mayReplyTo(serviceUrl, this.parts.rules))
      throw new ForeignAddressError(`${serviceUrl} is not an address of Teams`);
  }
}

function referenceOf(to: Conversation): Partial<ConversationReference> {
  return {
    channelId: 'msteams',
    serviceUrl: to.serviceUrl,
    bot: { id: to.bot.id, name: to.bot.name },
    conversation: {
      id: to.conversationId,
      name: to.name ?? '',
      conversationType: to.kind,
      isGroup: to.kind !== 'personal',
      tenantId: to.tenantId,
    },
  };
}
