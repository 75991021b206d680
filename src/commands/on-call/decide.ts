import { momentAt, scheduleChoices } from '../../access/on-call';
import { noticeCardName, onCallCard, refOf } from '../../cards/on-call/on-call';
import { pageLine, stateLine } from '../../cards/on-call/on-call-words';
import { clock } from '../../cards/kit/time';
import type { View } from '../../cards/kit/render-context';
import type { Answer } from '../../domain/card';
import { isResolved, type Notice } from '../../domain/failure-alert';
import { decide, type Wish } from '../../domain/failure-alert-actions';
import { raw, type SafeText, text } from '../../domain/text';
import type { CommandRequest, Tools } from '../command';
import { noticeMeant, refuseBystanders } from './find-alert';
import { sharedViewOf } from '../view';

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
  tools: Tools,
): Promise<Answer> {
  refuseBystanders(request, tools);
  const { notices, policy, workflows } = tools;
  const { actor, requestId, version } = request;
  const meant = await noticeMeant(request, verb, tools);
  const moment = momentAt(policy.onCall, tools.clock.now(), tools.clock.real);
  const wish = { ...wanted, by: actor, request: requestId, version } as Wish;

  let changed = false;
  const notice = await notices.change(meant.id, (found) => {
    const outcome = decide(found, wish, moment);
    changed = outcome.changed;
    return outcome.notice;
  });
  if (!changed) return { text: unchanged(notice, verb, sharedViewOf(request, tools)) };
  await workflows.tell(notice.id, 'notice', { changed: true }, `decided:${requestId}`);
  const says = isKept(meant, notice) ? stillYours(notice, sharedViewOf(request, tools)) : done;
  return answer(request, notice, { done: says, tools });
}

/** Whoever has it was asked, and goes on. */
function isKept(before: Notice, { holder, state }: Notice): boolean {
  return (
    state === 'acknowledged' && before.state === 'acknowledged' && before.holder?.id === holder?.id
  );
}

function stillYours({ due }: Notice, view: View): SafeText {
  return text`It stays yours. I ask again ${clock(due!, view)}.`;
}

/** A press is answered on the card it stood on; typed words by words. */
function answer(
  request: Request,
  notice: Notice,
  { done, tools }: { done: SafeText; tools: Tools },
): Answer {
  const { place, via } = request;
  const said = text`${raw(done)} Ref ${refOf(notice)}`;
  if (via === 'typed') return { text: said };
  const whom = scheduleChoices(tools.policy.onCall);
  const mentions = place.kind !== 'personal';
  const card = onCallCard(notice, sharedViewOf(request, tools), { mentions, whom });
  return { card, keep: noticeCardName(notice, place), said };
}

/** What is so already stays so. */
function unchanged(notice: Notice, verb: string, view: View): SafeText {
  const last = notice.pages.at(-1);
  const so = stateLine(notice, view) ?? (last && pageLine(last, view));
  if (isResolved(notice))
    return text`${raw(so!)}. Your ${verb} came after that. Nothing changed. Ref ${refOf(notice)}`;
  return text`${raw(so ?? text``)}. Nothing changed. Ref ${refOf(notice)}`;
}
