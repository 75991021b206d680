import { scheduleChoices } from '../../access/on-call';
import { noticeCardName, onCallCard } from '../../cards/on-call/on-call';
import type { Card } from '../../domain/card';
import { isResolved, type Notice } from '../../domain/failure-alert';
import type { Place } from '../../domain/place';
import type { Drawn } from '../../ports';
import type { StoryTools } from '../engine/services';
import { viewOf } from '../engine/render-context';
import type { Run } from '../engine/workflow';

/** What was told so far. It lives in the story: told again from the start, it comes to the same. */
export interface Told {
  pages: number;
  /** Where a card of this notice stands. */
  places: Place[];
  /** What the cards show. */
  shown: string;
  held: string;
  asked: string;
  /** Which failures say by now on their own card who was told. */
  noted: string[];
  ended: boolean;
}

export function showNotice(notice: Notice, place: Place, tools: StoryTools): Promise<void> {
  const whom = scheduleChoices(tools.policy.onCall);
  const mentions = place.kind !== 'personal';
  const card: Drawn<Card> = (reader) =>
    onCallCard(notice, viewOf(tools, reader), { mentions, whom });
  const final = isResolved(notice);
  return tools.messenger.show(noticeCardName(notice, place), place, card, {
    final,
    reopened: !final,
  });
}

/** One place that can't be told must not keep the others from being told. */
export async function gently(
  run: Run,
  name: string,
  { log }: StoryTools,
  work: () => Promise<void>,
): Promise<void> {
  await run.step(name, async () => {
    try {
      await work();
    } catch (error) {
      log.warn({ error, step: name, story: run.id }, 'somebody could not be told');
    }
  });
}
