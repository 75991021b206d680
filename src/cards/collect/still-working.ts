import type { Card } from '../../domain/card';
import type { FailureAlert } from '../../domain/failure-alert';
import { md } from '../../domain/text';
import { t } from '../../language/language';
import { unescaped } from '../kit/message';
import { render } from '../kit/render';
import type { RenderContext } from '../kit/render-context';
import { clock } from '../kit/time';
import { type Choice, choices, type OnCallCard, refOf, versioned } from '../on-call/on-call';
import { pageLine, stateLine, whatFailed } from '../on-call/on-call-words';

/** Asks the assignee for an update; without an answer the alert reopens. */
export function stillWorkingCard(
  failureAlert: FailureAlert,
  view: RenderContext,
  whom: readonly Choice[] = [],
): Card {
  const { due } = failureAlert;
  const button = (named: string, verb: string) => ({
    title: named,
    verb,
    words: [failureAlert.id],
  });
  return questionCard(failureAlert, {
    countdown: due ? md`Reopens at ${clock(due, view)} unless you answer` : md``,
    buttons: versioned(failureAlert, [
      button(t`Still working`, 'ack'),
      button(t`Resolve`, 'resolve'),
    ]),
    hasMore: true,
    more: versioned(failureAlert, [button(t`Hand over`, 'handover')]),
    whom: choices(failureAlert, whom),
  });
}

/** The same after the answer or the timeout: shows the outcome, without buttons. */
export function answeredCard(failureAlert: FailureAlert, view: RenderContext): Card {
  const { due, state } = failureAlert;
  const last = failureAlert.pages.at(-1);
  const so =
    state === 'acknowledged' && due
      ? md`Still working. Next check ${clock(due, view)}`
      : (stateLine(failureAlert, view) ?? (last && pageLine(last, view)));
  return questionCard(failureAlert, { lines: so ? [so] : [] });
}

function questionCard(failureAlert: FailureAlert, shown: Partial<OnCallCard>): Card {
  const id = refOf(failureAlert);
  const what =
    failureAlert.jobFailures.length === 1 ? whatFailed(failureAlert.jobFailures[0]!) : id;
  const title = md`Still working on ${what}?`;
  const data: OnCallCard = {
    id,
    version: failureAlert.version,
    needs: md``,
    title,
    color: 'Default',
    lines: [],
    facts: [],
    countdown: md``,
    buttons: [],
    page: '',
    hasMore: false,
    history: [],
    details: [],
    more: [],
    whom: [],
    nextOne: t`choose`,
    ...shown,
  };
  const why = md`Why am I seeing this? You acknowledged it. More: why ${id}`;
  return render('on-call', data, { summary: unescaped(title), why });
}
