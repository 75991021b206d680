import type { Card } from '../../domain/card';
import type { KeptEnd, KeptRequest, Wanted } from '../../domain/pending-request';
import { isMachineId, shortName } from '../../domain/machine';
import { clean, type SafeText, text } from '../../domain/text';
import { say } from '../../language/language';
import { listed } from '../kit/listed';
import { personName } from '../kit/name';
import { noticeCard } from '../on-call/failure-alert';
import { hindranceLine } from './package-history';
import { clock } from '../kit/time';
import type { View } from '../kit/render-context';

/** What stands where the answer will stand, until Defender can say which machines are meant. */
export function keptRequestCard(kept: KeptRequest, view: View): Card {
  const name = wantedInWords(kept.about);
  const { end, hindrance, id } = kept;
  if (end)
    return noticeCard({ title: endTitle(name, end), lines: [endLine(kept, end, view)], ref: id });
  const { reason } = kept.about;
  return noticeCard({
    title: text`⏸ ${name} · Waiting for Defender`,
    lines: [
      text`${hindranceLine(hindrance, view)}`,
      reason
        ? text`Asked by ${personName(kept.askedBy)} (${clean(reason, 200)})`
        : text`Asked by ${personName(kept.askedBy)}`,
    ],
    ref: id,
    suggestions: [
      { title: say`Cancel`, verb: 'cancel', words: [id] },
      { title: say`Service health`, verb: 'health', words: [] },
    ],
  });
}

/** How it stands, in one line, where no collection goes by its id. */
export function keptRequestLine({ end, id }: Pick<KeptRequest, 'end' | 'id'>): SafeText {
  switch (end?.as) {
    case undefined:
      return text`${id} waits for Defender. Nothing was collected yet.`;
    case 'cancelled':
      return text`${id} was cancelled while it waited for Defender. Nothing was collected.`;
    case 'given-up':
      return text`${id} waited for Defender for a day, in vain. Nothing was collected.`;
    default:
      return text`${id} was answered when Defender was back. No collection goes by that id.`;
  }
}

const mostNamed = 2;

/** "WS-042, WS-043 and 3 more": what was asked for, in the words that were typed. */
export function wantedInWords({ incident, list, machines, tag }: Wanted): string {
  const names = machines.slice(0, mostNamed).map(nameOf);
  if (names.length > 0) return listed(names, machines.length);
  if (tag) return say`Machines tagged ${clean(tag, 64)}`;
  if (list) return say`List ${list}`;
  return say`Machines of incident ${incident ?? ''}`;
}

/** An address is no name with labels. */
function nameOf(typed: string): string {
  const word = clean(typed, 64);
  if (isMachineId(word)) return shortName({ id: word, name: '' });
  return /^[\d.:]+$/.test(word) ? word : shortName({ id: '', name: word });
}

function endTitle(name: string, { as }: KeptEnd): SafeText {
  switch (as) {
    case 'cancelled':
      return text`✖ ${name} · Cancelled`;
    case 'given-up':
      return text`❌ ${name} · Defender did not answer for a day`;
    default:
      return text`${name} · Defender is back`;
  }
}

function endLine(
  { askedBy }: KeptRequest,
  { as, at, by = askedBy }: KeptEnd,
  view: View,
): SafeText {
  const when = clock(at, view);
  switch (as) {
    case 'cancelled':
      return text`Cancelled by ${personName(by)} ${when}. Nothing was collected.`;
    case 'given-up':
      return text`Nothing was collected. Ask again when it is back.`;
    default:
      return as === 'begun'
        ? text`Answered ${when}: read on below.`
        : text`Answered ${when} without collecting: read on below.`;
  }
}
