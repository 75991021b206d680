import type { CommandDispatcher } from '../dispatch/dispatcher';
import type { Message, Reply } from '../domain/card';
import { seconds } from '../domain/duration';
import type { Place } from '../domain/place';
import { md, unsafeMarkdown } from '../domain/text';
import { languageFor } from '../language/catalogue';
import { inLanguage } from '../language/language';
import type { Messenger, PendingAttempt, PostedCards, Turn } from '../ports';
import { inWords } from './invoke';
import type { Replies } from './replies';

export interface ResponderDependencies {
  readonly dispatcher: Pick<CommandDispatcher, 'dispatch' | 'settled'>;
  readonly messenger: Messenger;
  readonly shown: PostedCards;
  readonly replies: Replies;
}

// How long to wait for a private reply before its arrival is mentioned in the conversation.
const privateTimeout = seconds(4);

const notReached = () =>
  md`This answer is private, and I can’t message you yet. Say hello to me in a private chat, then try again.`;

/** Runs one turn through the dispatcher and replies to the requester. */
export class Responder {
  constructor(private readonly parts: ResponderDependencies) {}

  /**
   * Idempotent: each message of the reply is queued under its own key.
   * @param pending retries only this request of the turn
   * @throws {DefenderRefusedError|DefenderUnreachableError} Defender is still unreachable for a
   * pending request
   */
  async answer(turn: Turn, pending?: PendingAttempt): Promise<void> {
    try {
      await inLanguage(languageFor(turn.locale), () => this.#answer(turn, pending));
    } finally {
      await this.parts.dispatcher.settled(turn.id);
    }
  }

  async #answer(turn: Turn, pending?: PendingAttempt): Promise<void> {
    const post = this.#posts(turn, pending);
    const dispatched = await this.parts.dispatcher.dispatch(turn, pending);
    const answer = await this.#sendPrivate(turn, dispatched, post);
    const isTaken = turn.said.kind === 'press' && (await this.#onCard(turn, answer));
    // The requester read the text on the card; nobody else needs it.
    if (isTaken && !hasCard(answer)) return;
    await this.#give(turn, answer, post);
  }

  /** Queues the messages of one reply: each once, however often the turn runs. */
  #posts({ id, person }: Turn, pending?: PendingAttempt): Post {
    let count = 0;
    return (place, message) => {
      const once = [id, pending?.id, count++].filter((part) => part !== undefined).join(':');
      return this.parts.messenger.post(place, message, { once, requester: person });
    };
  }

  /** Sends the private parts 1:1; returns what remains for the conversation. */
  async #sendPrivate(turn: Turn, answer: Reply, post: Post): Promise<Reply> {
    if ('all' in answer) {
      const all: Reply[] = [];
      for (const one of answer.all) all.push(await this.#sendPrivate(turn, one, post));
      return { all };
    }
    if (!('private' in answer)) return answer;
    const isAlone = turn.place.kind === 'personal';
    const place = isAlone ? turn.place : await this.parts.messenger.reach(turn.person);
    const isSent = place && (await this.#arrives(await post(place, answer.private)));
    if (!isSent) return { text: notReached() };
    // In a 1:1 chat the message itself is the reply; a press needs a text on its card all the same.
    return isAlone && turn.said.kind !== 'press' ? { none: true } : { text: answer.public };
  }

  /** A message that is still being sent counts as arrived. */
  async #arrives(key: string): Promise<boolean> {
    const states = await this.parts.messenger.delivered([key], privateTimeout);
    return states.get(key) !== 'failed';
  }

  /** Answers the press at once, on the card, if Teams still waits. */
  async #onCard(turn: Turn, answer: Reply): Promise<boolean> {
    const { replies } = this.parts;
    for (const part of 'all' in answer ? answer.all : [answer])
      if (await this.#isPressedCard(turn, part)) return replies.offer(turn.id, part);
    // A different card is sent as a message: in place of the pressed one it would hide it.
    return replies.offer(turn.id, { text: unsafeMarkdown(inWords(answer)) });
  }

  async #isPressedCard({ said }: Turn, answer: Reply): Promise<boolean> {
    if (said.kind !== 'press' || !said.messageId || !('card' in answer) || !answer.cardKey)
      return false;
    return (await this.parts.shown.get(answer.cardKey))?.messageId === said.messageId;
  }

  async #give(turn: Turn, answer: Reply, post: Post): Promise<void> {
    if ('none' in answer || 'private' in answer) return;
    if ('all' in answer) {
      for (const one of answer.all) await this.#give(turn, one, post);
      return;
    }
    if (!('card' in answer) || !answer.cardKey) {
      await post(turn.place, answer);
      return;
    }
    const { card, cardKey, said } = answer;
    await this.parts.messenger.show(cardKey, turn.place, card, { requester: turn.person });
    // Edits notify nobody, and the card may be elsewhere; after a press the card shows the text.
    if (said && turn.said.kind !== 'press') await post(turn.place, { text: said });
  }
}

type Post = (place: Place, message: Message) => Promise<string>;

function hasCard(answer: Reply): boolean {
  return 'all' in answer ? answer.all.some(hasCard) : 'card' in answer;
}
