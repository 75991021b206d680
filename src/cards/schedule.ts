import type { Card } from '../domain/card';
import type { Suggestion } from '../domain/errors';
import type { Duty, Step } from '../domain/on-call';
import { type Button, buttons } from './button';
import { type Fact, fact } from './fact';
import { personName } from './name';
import { render } from './render';
import { clock } from './time';
import type { View } from './view';

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
  const until = duty.until ? ` until ${clock(duty.until, view)}` : '';
  const title = duty.person
    ? `${personName(duty.person)} is on call${until}`
    : `Nobody is on call${until}`;
  const data: ScheduleCard = {
    title,
    lines: [
      ...(duty.because === 'override' ? ['Out of turn: somebody took it over.'] : []),
      ...(duty.person ? [] : ['What fails goes to the fallback at once.']),
    ],
    facts: [
      ...fact('Then', next?.person && personName(next.person)),
      ...fact('Told in turn', chain.map(({ name }) => personName({ id: '', name })).join(' → ')),
    ],
    buttons: buttons(suggestions),
  };
  return render('schedule', data, { summary: title });
}
