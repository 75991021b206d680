import type { Card } from '../../domain/card';
import { isFinal, type Package } from '../../domain/collection';
import type { Outage } from '../../domain/outage';
import { md } from '../../domain/text';
import { t } from '../../language/language';
import { render } from '../kit/render';
import type { RenderContext } from '../kit/render-context';
import { clock } from '../kit/time';

/** Data of `cards/outage.json`: one banner for everything that waits for Defender. */
export interface OutageCard {
  readonly title: string;
  readonly line: string;
  readonly color: 'Warning' | 'Good' | 'Default';
  readonly open: boolean;
}

type Waiter = Pick<Package, 'state'>;

export function outageCard(outage: Outage, waited: readonly Waiter[], view: RenderContext): Card {
  const { backAt, closedAt, since } = outage;
  const words = backAt
    ? t`Back ${clock(backAt, view)}`
    : t`Defender unreachable since ${clock(since, view)}`;
  const line = backAt ? progress(waited) : waiting(waited);
  const data: OutageCard = {
    title: `${glyphOf(outage)} ${words}`,
    line,
    color: closedAt ? 'Good' : 'Warning',
    open: !backAt,
  };
  return render('outage', data, {
    summary: `${words}. ${line}`.replace(/\.$/, ''),
    why: md`Why am I seeing this? This channel gets operations alerts.`,
  });
}

function glyphOf({ backAt, closedAt }: Outage): string {
  if (closedAt) return '✅';
  return backAt ? '⏳' : '⏸';
}

function waiting({ length }: readonly Waiter[]): string {
  return t`${length} requests are waiting, none lost.`;
}

/** "6 of 6 done, none lost." Done means ended and announced to the requester. */
export function progress(waited: readonly Waiter[]): string {
  const done = waited.filter(({ state }) => isFinal(state)).length;
  const failed = waited.filter(({ state }) => state === 'failed').length;
  return failed > 0
    ? t`${done} of ${waited.length} done (${failed} failed), none lost.`
    : t`${done} of ${waited.length} done, none lost.`;
}
