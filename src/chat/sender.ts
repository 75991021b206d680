import type { ConversationParameters, ConversationReference, TurnContext } from 'botbuilder';
import { type Duration, minutes, seconds } from '../domain/duration';
import type { Conversation } from '../domain/place';
import type { Clock, Conversations, Log } from '../ports';
import type { TeamsAdapter } from './adapter';
import { type AdmissionRules, mayReplyTo } from './admission';
import { Pacing, sleepReal } from './pacing';
import { remedyFor, TeamsRefusedError } from './teams-errors';

export interface SenderParts {
  readonly adapter: TeamsAdapter;
  readonly rules: AdmissionRules;
  readonly conversations: Conversations;
  readonly clock: Clock;
  readonly log: Log;
}

/** How long Teams may say "not now" before we give up. */
export const timeout = { edit: minutes(1), post: minutes(10), final: minutes(60) } as const;

const maxPauseMs = 30_000;

/** Carries single calls to Teams: paced, and repeated while Teams says "not now". */
export class Sender {
  readonly #pacing: Pacing;
  readonly #stop = new AbortController();
  readonly #toldUnreachable = new Set<string>();

  constructor(private readonly parts: SenderParts) {
    this.#pacing = new Pacing(parts.clock);
  }

  /** Ends all waiting; what waited rejects. */
  close(): void {
    this.#stop.abort(new Error('the messenger was closed'));
  }

  get stopped(): AbortSignal {
    return this.#stop.signal;
  }

  /**
   * Makes one call in a conversation.
   * @returns nothing when the bot can't speak there any more: blocked, or removed
   * @throws {TeamsRefused} another refusal, or "not now" for longer than `most`
   */
  async speak<T>(
    to: Conversation,
    most: Duration,
    call: (context: TurnContext) => Promise<T>,
  ): Promise<T | undefined> {
    try {
      return await this.#persist(to, most, () => this.#inTurn(to, call));
    } catch (error) {
      if (remedyFor(error) !== 'unreachable') throw error;
      return this.#unreachable(to, error);
    }
  }

  /** Opens a 1:1 conversation at the address of a known one; the id of it. */
  async open(like: Conversation, parameters: ConversationParameters): Promise<string> {
    const { adapter } = this.parts;
    let id = '';
    await this.#persist(like, timeout.post, () =>
      adapter.createConversationAsync(
        adapter.appId,
        'msteams',
        like.serviceUrl,
        adapter.audience,
        parameters,
        async ({ activity }) => {
          id = activity.conversation.id;
        },
      ),
    );
    return id;
  }

  async #persist<T>(to: Conversation, most: Duration, call: () => Promise<T>): Promise<T> {
    const { clock, rules } = this.parts;
    // Checked again each time: the address was stored, and the list may have changed since.
    if (!mayReplyTo(to.serviceUrl, rules))
      throw new TeamsRefusedError(403, { code: 'ForeignAddress' });
    const until = clock.now().getTime() + clock.real(most);
    for (let tries = 1; ; tries++) {
      await this.#pacing.turn(to.conversationId, this.#stop.signal);
      try {
        return await call();
      } catch (error) {
        if (remedyFor(error) !== 'again' || clock.now().getTime() >= until) throw error;
        await this.#pause(error, tries);
      }
    }
  }

  async #inTurn<T>(to: Conversation, call: (context: TurnContext) => Promise<T>): Promise<T> {
    const { adapter } = this.parts;
    let result: { value: T } | undefined;
    await adapter.continueConversationAsync(adapter.appId, referenceOf(to), async (context) => {
      // The SDK invents an id for this turn and would send the message as a reply to it.
      context.activity.id = '';
      result = { value: await call(context) };
    });
    return result!.value;
  }

  /** As long as Teams asks for; else doubling from one second, with jitter so that replicas part. */
  async #pause(error: unknown, tries: number): Promise<void> {
    const { clock, log } = this.parts;
    log.debug({ error, tries }, 'Teams did not take a message yet');
    const asked = error instanceof TeamsRefusedError ? error.detail.retryAfterSeconds : undefined;
    if (asked !== undefined) return sleepReal(clock, asked * 1_000, this.#stop.signal);
    const growing = Math.min(maxPauseMs, 1_000 * 2 ** (tries - 1));
    const jittered = growing * (0.5 + Math.random() / 2);
    return clock.sleep(seconds(jittered / 1_000), this.#stop.signal);
  }

  async #unreachable(to: Conversation, error: unknown): Promise<undefined> {
    const { conversations, log } = this.parts;
    const why = error instanceof TeamsRefusedError ? error.message : 'unreachable';
    await conversations.markUnreachable(to.conversationId, why);
    if (this.#toldUnreachable.has(to.conversationId)) return undefined;
    this.#toldUnreachable.add(to.conversationId);
    log.warn({ conversation: to.conversationId, error }, 'the bot can not speak here any more');
    return undefined;
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
