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
import type { CommandRequest, CommandServices } from '../command';
import { sharedRenderContextOf } from '../view';
import { assertBystanders, findFailureAlert } from './find-alert';

/** What somebody wants of a notice, without who, when and from which card. */
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

type Request = CommandRequest<{ readonly job?: string }>;

/** Does to the meant notice what is wanted, once, and says what is so now. */
export async function decideOn(
  request: Request,
  { verb, wanted, done }: Aim,
  services: CommandServices,
): Promise<Reply> {
  assertBystanders(request, services);
  const { failureAlerts, policy, workflows } = services;
  const { actor, requestId, version } = request;
  const meant = await findFailureAlert(request, verb, services);
  const moment = momentAt(policy.onCall, services.clock.now(), services.clock.real);
  const wish = { ...wanted, by: actor, request: requestId, version } as Wish;

  let changed = false;
  const failureAlert = await failureAlerts.change(meant.id, (found) => {
    const outcome = decide(found, wish, moment);
    changed = outcome.changed;
    return outcome.failureAlert;
  });
  if (!changed)
    return { text: unchanged(failureAlert, verb, sharedRenderContextOf(request, services)) };
  await workflows.signal(failureAlert.id, 'notice', { changed: true }, `decided:${requestId}`);
  const says = isUnchanged(meant, failureAlert)
    ? stillYours(failureAlert, sharedRenderContextOf(request, services))
    : done;
  return answer(request, failureAlert, { done: says, services });
}

/** Whoever has it was asked, and goes on. */
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

/** A press is answered on the card it stood on; typed words by words. */
function answer(
  request: Request,
  failureAlert: FailureAlert,
  { done, services }: { done: SafeText; services: CommandServices },
): Reply {
  const { place, via } = request;
  const said = md`${markdown(done)} Ref ${refOf(failureAlert)}`;
  if (via === 'typed') return { text: said };
  const whom = scheduleChoices(services.policy.onCall);
  const mentions = place.kind !== 'personal';
  const card = onCallCard(failureAlert, sharedRenderContextOf(request, services), {
    mentions,
    whom,
  });
  return { card, cardKey: failureAlertCardKey(failureAlert, place), said };
}

/** What is so already stays so. */
function unchanged(failureAlert: FailureAlert, verb: string, view: RenderContext): SafeText {
  const last = failureAlert.pages.at(-1);
  const so = stateLine(failureAlert, view) ?? (last && pageLine(last, view));
  if (isResolved(failureAlert))
    return md`${markdown(so!)} before your ${verb}. Ref ${refOf(failureAlert)}`;
  return md`${markdown(so ?? md``)}. Ref ${refOf(failureAlert)}`;
}
