import { momentAt, scheduleChoices } from '../../access/on-call';
import type { RenderContext } from '../../cards/kit/render-context';
import { clock } from '../../cards/kit/time';
import { failureAlertCardKey, onCallCard, refOf } from '../../cards/on-call/on-call';
import { pageLine, stateLine } from '../../cards/on-call/on-call-words';
import type { Reply } from '../../domain/card';
import { type FailureAlert, isResolved } from '../../domain/failure-alert';
import { decide } from '../../domain/failure-alert-actions';
import type { Wish } from '../../domain/failure-alert-wish';
import { markdown, md, type SafeText } from '../../domain/text';
import type { CommandRequest, OnCallServices, PlatformServices } from '../command';
import { assertMayAct, findFailureAlert } from './find-alert';

/** A change to a failure alert, without actor, request and card version. */
export type Wanted = Wish extends infer Each
  ? Each extends Wish
    ? Omit<Each, 'by' | 'request' | 'version'>
    : never
  : never;

export interface Aim {
  readonly verb: string;
  readonly wanted: Wanted;
  readonly done: SafeText;
}

type Request = CommandRequest<{ readonly job?: string | undefined }>;

/** Applies a change to a failure alert once and replies with its current state. */
export async function decideOn(
  request: Request,
  { verb, wanted, done }: Aim,
  services: PlatformServices & OnCallServices,
): Promise<Reply> {
  assertMayAct(request, services);
  const { failureAlerts, policy, workflows } = services;
  const { actor, requestId, version } = request;
  const meant = await findFailureAlert(request, verb, services);
  const moment = momentAt(policy.onCall, services.clock.now(), services.clock);
  const wish = { ...wanted, by: actor, request: requestId, version } as Wish;

  let changed = false;
  const failureAlert = await failureAlerts.change(meant.id, (found) => {
    const outcome = decide(found, wish, moment);
    changed = outcome.changed;
    return outcome.failureAlert;
  });
  if (!changed) return { text: unchanged(failureAlert, verb, request.render) };
  await workflows.signal(failureAlert.id, 'notice', { changed: true }, `decided:${requestId}`);
  const says = isUnchanged(meant, failureAlert) ? stillYours(failureAlert, request.render) : done;
  return answer(request, failureAlert, { done: says, services });
}

/** Returns whether the assignee merely confirmed that they still work on it. */
function isUnchanged(before: FailureAlert, { assignee, state }: FailureAlert): boolean {
  return (
    state === 'acknowledged' &&
    before.state === 'acknowledged' &&
    before.assignee?.id === assignee?.id
  );
}

function stillYours({ due }: FailureAlert, view: RenderContext): SafeText {
  return md`It stays assigned to you. Next check ${clock(due!, view)}.`;
}

/** Replies to a press with the card, to a typed command with text. */
function answer(
  request: Request,
  failureAlert: FailureAlert,
  { done, services }: { done: SafeText; services: PlatformServices & OnCallServices },
): Reply {
  const { place, via } = request;
  const said = md`${markdown(done)} Ref ${refOf(failureAlert)}`;
  if (via === 'typed') return { text: said };
  const whom = scheduleChoices(services.policy.onCall);
  const mentions = place.kind !== 'personal';
  const card = onCallCard(failureAlert, request.render, {
    mentions,
    whom,
  });
  return { card, cardKey: failureAlertCardKey(failureAlert, place), said };
}

/** Describes the state that made the change unnecessary. */
function unchanged(failureAlert: FailureAlert, verb: string, view: RenderContext): SafeText {
  const last = failureAlert.pages.at(-1);
  const so = stateLine(failureAlert, view) ?? (last && pageLine(last, view));
  if (isResolved(failureAlert))
    return md`${markdown(so!)} before your ${verb}. Ref ${refOf(failureAlert)}`;
  return md`${markdown(so ?? md``)}. Nothing changed. Ref ${refOf(failureAlert)}`;
}
