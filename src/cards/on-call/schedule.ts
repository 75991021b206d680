import type { Card } from '../../domain/card';
import type { Suggestion } from '../../domain/errors';
import type { Duty, Step } from '../../domain/on-call';
import { say } from '../../language/language';
import { type Button, buttons } from '../kit/button';
import { type Fact, fact } from '../kit/fact';
import { personName } from '../kit/name';
import { stepName } from './on-call-words';
import { render } from '../kit/render';
import { clock } from '../kit/time';
import type { View } from '../kit/render-context';

/** What `cards/schedule.json` shows: who is on call and who is told after them. */
export interface ScheduleCard {
  readonly title: string;
  readonly lines: readonly string[];
  readonly facts: readonly Fact[];
  readonly buttons: readonly Button[];
}

export interface Schedule {
  readonly duty: Duty;
  /** Whose turn comes when this one ends. */
  readonly next?: Duty;
  readonly chain: readonly Step[];
  readonly suggestions: readonly Suggestion[];
}

export function scheduleCard({ duty, next, chain, suggestions }: Schedule, view: View): Card {
  const title = titleOf(duty, view);
  const data: ScheduleCard = {
    title,
    lines: [
      ...(duty.because === 'override' ? [say`Out of turn: somebody took it over.`] : []),
      ...(duty.person ? [] : [say`What fails goes to the fallback at once.`]),
    ],
    facts: [
      // With one person alone the turn goes on: "then" would name them a second time.
      ...fact(say`Then`, next?.person && !isSame(next, duty) ? personName(next.person) : undefined),
      ...fact(
        say`Told in turn`,
        chain.map((step) => personName({ id: '', name: stepName(step) })).join(' → '),
      ),
    ],
    buttons: buttons(suggestions),
  };
  return render('schedule', data, { summary: title });
}

function isSame(one: Duty, other: Duty): boolean {
  return one.person?.id.toLowerCase() === other.person?.id.toLowerCase();
}

function titleOf({ person, until }: Duty, view: View): string {
  if (!until) return person ? say`${personName(person)} is on call` : say`Nobody is on call`;
  const end = clock(until, view);
  return person
    ? say`${personName(person)} is on call until ${end}`
    : say`Nobody is on call until ${end}`;
}
