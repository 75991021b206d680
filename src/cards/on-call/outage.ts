import type { Card } from '../../domain/card';
import { isFinal, type Package } from '../../domain/collection';
import type { Outage } from '../../domain/outage';
import { text } from '../../domain/text';
import { say } from '../../language/language';
import { render } from '../kit/render';
import { clock } from '../kit/time';
import type { View } from '../kit/render-context';

/** What `cards/outage.json` shows: one banner for all who wait for Defender. */
export interface OutageCard {
  readonly title: string;
  readonly line: string;
  readonly color: 'Warning' | 'Good' | 'Default';
  readonly open: boolean;
}

type Waiter = Pick<Package, 'state'>;

export function outageCard(outage: Outage, waited: readonly Waiter[], view: View): Card {
  const { backAt, closedAt, since } = outage;
  const words = backAt
    ? say`Back ${clock(backAt, view)}`
    : say`Defender unreachable since ${clock(since, view)}`;
  const line = backAt ? progress(waited) : waiting(waited);
  const data: OutageCard = {
    title: `${glyphOf(outage)} ${words}`,
    line,
    color: closedAt ? 'Good' : 'Warning',
    open: !backAt,
  };
  return render('outage', data, {
    summary: `${words}. ${line}`.replace(/\.$/, ''),
    why: text`Why am I seeing this? Operations notices are posted here.`,
  });
}

function glyphOf({ backAt, closedAt }: Outage): string {
  if (closedAt) return '✅';
  return backAt ? '⏳' : '⏸';
}

function waiting({ length }: readonly Waiter[]): string {
  return say`${length} requests are waiting, none lost.`;
}

/** "6 of 6 done, none lost." Done means that it came to an end that its person was told. */
export function progress(waited: readonly Waiter[]): string {
  const done = waited.filter(({ state }) => isFinal(state)).length;
  const failed = waited.filter(({ state }) => state === 'failed').length;
  return failed > 0
    ? say`${done} of ${waited.length} done (${failed} failed), none lost.`
    : say`${done} of ${waited.length} done, none lost.`;
}
