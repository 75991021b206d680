import type { CommandDispatcher } from '../dispatch/dispatcher';
import type { Reply } from '../domain/card';
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

const notReached = () =>
  md`This answer is private, and I can’t message you yet. Say hello to me in a private chat, then try again.`;

/** Carries one turn through the corridor and gives its answer to who asked. */
export class Responder {
  constructor(private readonly parts: ResponderDependencies) {}

  /**
   * Safe to repeat, as commands are: after a crash the answer may be said a second time.
   * @param kept only this request of the turn is asked again
   * @throws {DefenderRefused|DefenderUnreachable} Defender is still away from a kept request
   */
  async answer(turn: Turn, kept?: PendingAttempt): Promise<void> {
    try {
      await inLanguage(languageFor(turn.locale), () => this.#answer(turn, kept));
    } finally {
      await this.parts.dispatcher.settled(turn.id);
    }
  }

  async #answer(turn: Turn, kept?: PendingAttempt): Promise<void> {
    const answer = await this.#whispered(turn, await this.parts.dispatcher.dispatch(turn, kept));
    const isTaken = turn.said.kind === 'press' && (await this.#onCard(turn, answer));
    // A word to who pressed was read on the card; nobody else needs it.
    if (isTaken && !hasCard(answer)) return;
    await this.#give(turn, answer);
  }

  /** Says 1:1 what is for one person alone; what is left is for where it was asked. */
  async #whispered(turn: Turn, answer: Reply): Promise<Reply> {
    if ('all' in answer) {
      const all: Reply[] = [];
      for (const one of answer.all) all.push(await this.#whispered(turn, one));
      return { all };
    }
    if (!('private' in answer)) return answer;
    const { messenger } = this.parts;
    const isAlone = turn.place.kind === 'personal';
    const place = isAlone ? turn.place : await messenger.reach(turn.person);
    const sent = place && (await messenger.post(place, answer.private));
    if (!sent) return { text: notReached() };
    // Where both talk alone the message itself is the answer; a press wants a word all the same.
    return isAlone && turn.said.kind !== 'press' ? { none: true } : { text: answer.public };
  }

  /** Tells who pressed at once, on the card, if Teams still waits. */
  async #onCard(turn: Turn, answer: Reply): Promise<boolean> {
    const { replies } = this.parts;
    for (const part of 'all' in answer ? answer.all : [answer])
      if (await this.#standsOnPressed(turn, part)) return replies.offer(turn.id, part);
    // Another card is sent as a message: in place of the pressed one it would hide it.
    return replies.offer(turn.id, { text: unsafeMarkdown(inWords(answer)) });
  }

  async #standsOnPressed({ said }: Turn, answer: Reply): Promise<boolean> {
    if (said.kind !== 'press' || !said.messageId || !('card' in answer) || !answer.cardKey)
      return false;
    return (await this.parts.shown.get(answer.cardKey))?.messageId === said.messageId;
  }

  async #give(turn: Turn, answer: Reply): Promise<void> {
    const { messenger } = this.parts;
    if ('none' in answer || 'private' in answer) return;
    if ('all' in answer) {
      for (const one of answer.all) await this.#give(turn, one);
      return;
    }
    if (!('card' in answer) || !answer.cardKey) {
      await messenger.post(turn.place, answer);
      return;
    }
    const { card, cardKey: keep, said } = answer;
    await messenger.show(keep, turn.place, card);
    // An edit is not announced, and may be far up or elsewhere; who pressed was told on the card.
    if (said && turn.said.kind !== 'press') await messenger.post(turn.place, { text: said });
  }
}

function hasCard(answer: Reply): boolean {
  return 'all' in answer ? answer.all.some(hasCard) : 'card' in answer;
}
