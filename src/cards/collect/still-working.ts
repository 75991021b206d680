import type { Card } from '../../domain/card';
import type { Notice } from '../../domain/failure-alert';
import { text } from '../../domain/text';
import { say } from '../../language/language';
import { unescaped } from '../on-call/failure-alert';
import { type Choice, choices, type OnCallCard, refOf, versioned } from '../on-call/on-call';
import { pageLine, stateLine, whatFailed } from '../on-call/on-call-words';
import { render } from '../kit/render';
import { clock } from '../kit/time';
import type { View } from '../kit/render-context';

/** To the holder alone: silence gives the notice back. */
export function stillWorkingCard(notice: Notice, view: View, whom: readonly Choice[] = []): Card {
  const { due } = notice;
  const button = (named: string, verb: string) => ({ title: named, verb, words: [notice.id] });
  return questionCard(notice, {
    countdown: due ? text`No answer by ${clock(due, view)}: it goes back to the queue` : text``,
    buttons: versioned(notice, [
      button(say`Yes, 30 more min`, 'ack'),
      button(say`Hand over`, 'handover'),
      button(say`Resolve`, 'resolve'),
    ]),
    whom: choices(notice, whom),
  });
}

/** The same once it was answered, by a word or by silence: what became of it, and no button. */
export function answeredCard(notice: Notice, view: View): Card {
  const { due, state } = notice;
  const last = notice.pages.at(-1);
  const so =
    state === 'acknowledged' && due
      ? text`Yes. The next question comes ${clock(due, view)}`
      : (stateLine(notice, view) ?? (last && pageLine(last, view)));
  return questionCard(notice, { lines: so ? [so] : [] });
}

function questionCard(notice: Notice, shown: Partial<OnCallCard>): Card {
  const id = refOf(notice);
  const what = notice.mishaps.length === 1 ? whatFailed(notice.mishaps[0]!) : id;
  const title = text`Still working on ${what}?`;
  const data: OnCallCard = {
    id,
    version: notice.version,
    needs: text``,
    title,
    color: 'Default',
    lines: [],
    facts: [],
    countdown: text``,
    typed: '',
    buttons: [],
    more: [],
    whom: [],
    nextOne: say`choose`,
    ...shown,
  };
  const why = text`Why am I seeing this? You acknowledged it. To read more: why ${id}`;
  return render('on-call', data, { summary: unescaped(title), why });
}
