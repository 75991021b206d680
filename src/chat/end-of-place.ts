import { channelOf } from '../domain/place';
import { md } from '../domain/text';
import type { Conversations, Digests, Journal, Log, Subscriptions } from '../ports';
import type { OtherRoutes } from './other-routes';

export interface EndOfPlaceDependencies {
  readonly conversations: Conversations;
  readonly subscriptions: Subscriptions;
  readonly digests: Digests;
  readonly routes: Pick<OtherRoutes, 'tellOperations'>;
  readonly journal: Journal;
  readonly log: Log;
}

/** Ends the subscriptions of a place when the bot can't post there any more. */
export class EndOfPlace {
  constructor(private readonly parts: EndOfPlaceDependencies) {}

  /** Idempotent: operations are notified once, because subscriptions end once. */
  async end(conversationId: string, why: string): Promise<void> {
    const { conversations, digests, log, routes, subscriptions } = this.parts;
    const channel = channelOf(conversationId);
    const ended = await subscriptions.of(channel);
    const digest = await digests.of(channel);
    const name = (await conversations.get(channel))?.name;
    log.warn({ conversation: channel, why }, 'the bot can not speak here any more');
    await conversations.markUnreachable(channel, why);
    if (ended.length === 0 && !digest) return;

    const since = Math.max(...ended.map(({ at }) => at.getTime()), digest?.setAt.getTime() ?? 0);
    const place = { conversationId: channel, kind: 'channel' } as const;
    await routes.tellOperations(`place-ended:${channel}:${since}`, place, () => ({
      text: name
        ? md`I can’t post in “${name}” any more: its subscriptions ended. Add me there again and subscribe anew if it still needs them.`
        : md`I can’t post in a channel any more: its subscriptions ended. Add me there again and subscribe anew if it still needs them.`,
    }));
    await this.#record(channel, why, ended.length);
    await subscriptions.remove(channel);
    await digests.remove(channel);
  }

  /** The bot was removed from a team, or the team was deleted. */
  async endTeam(teamId: string, why: string): Promise<void> {
    const all = await this.parts.conversations.inTeam(teamId);
    for (const channel of new Set(all.map(channelOf))) await this.end(channel, why);
  }

  async #record(channel: string, why: string, subscriptions: number): Promise<void> {
    const { journal, log } = this.parts;
    await journal
      .write({
        operation: 'subscriptions.ended',
        actor: { id: 'bailiff', name: 'Bailiff' },
        outcome: 'success',
        resources: { conversation: channel },
        details: { why, subscriptions },
      })
      .catch((error: unknown) => log.warn({ error }, 'the end of subscriptions was not recorded'));
  }
}
