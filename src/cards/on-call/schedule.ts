import type { Card } from '../../domain/card';
import type { Suggestion } from '../../domain/errors';
import type { OnCallPeriod, Step } from '../../domain/on-call';
import { t } from '../../language/language';
import { type Button, buttons } from '../kit/button';
import { type Fact, fact } from '../kit/fact';
import { personName } from '../kit/name';
import { render } from '../kit/render';
import type { RenderContext } from '../kit/render-context';
import { clock } from '../kit/time';
import { stepName } from './on-call-words';

/** Data of `cards/schedule.json`: who is on call and who is next. */
export interface ScheduleCard {
  readonly title: string;
  readonly lines: readonly string[];
  readonly facts: readonly Fact[];
  readonly buttons: readonly Button[];
}

export interface Schedule {
  readonly onCallNow: OnCallPeriod;
  /** Whose turn comes next. */
  readonly next?: OnCallPeriod;
  readonly chain: readonly Step[];
  readonly suggestions: readonly Suggestion[];
}

export function scheduleCard(
  { onCallNow, next, chain, suggestions }: Schedule,
  view: RenderContext,
): Card {
  const title = titleOf(onCallNow, view);
  const data: ScheduleCard = {
    title,
    lines: [
      ...(onCallNow.because === 'override' ? [t`On-call override.`] : []),
      ...(onCallNow.person ? [] : [t`Alerts go to the fallback immediately.`]),
    ],
    facts: [
      // With a single person the rotation continues: "then" would name them twice.
      ...fact(
        t`Then`,
        next?.person && !isSame(next, onCallNow) ? personName(next.person) : undefined,
      ),
      ...fact(
        t`Escalation path`,
        chain.map((step) => personName({ id: '', name: stepName(step) })).join(' → '),
      ),
    ],
    buttons: buttons(suggestions),
  };
  return render('schedule', data, { summary: title });
}

function isSame(one: OnCallPeriod, other: OnCallPeriod): boolean {
  return one.person?.id.toLowerCase() === other.person?.id.toLowerCase();
}

function titleOf({ person, until }: OnCallPeriod, view: RenderContext): string {
  if (!until) return person ? t`${personName(person)} is on call` : t`Nobody is on call`;
  const end = clock(until, view);
  return person
    ? t`${personName(person)} is on call until ${end}`
    : t`Nobody is on call until ${end}`;
}
