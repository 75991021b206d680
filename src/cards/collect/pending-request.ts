import type { Card } from '../../domain/card';
import { isMachineId, shortName } from '../../domain/machine';
import type { PendingRequest, PendingRequestEnd, Wanted } from '../../domain/pending-request';
import { clean, md, type SafeText } from '../../domain/text';
import { t } from '../../language/language';
import { listed } from '../kit/listed';
import { messageCard } from '../kit/message';
import { personName } from '../kit/name';
import type { RenderContext } from '../kit/render-context';
import { clock } from '../kit/time';
import { retryStateLine } from './package-history';

/** The card of a request until Defender can identify its machines. */
export function pendingRequestCard(kept: PendingRequest, view: RenderContext): Card {
  const name = wantedInWords(kept.about);
  const { end, retryState, id } = kept;
  if (end)
    return messageCard({ title: endTitle(name, end), lines: [endLine(kept, end, view)], ref: id });
  const { reason } = kept.about;
  return messageCard({
    title: md`⏸ ${name} · Waiting for Defender`,
    lines: [
      md`${retryStateLine(retryState, view)}`,
      reason
        ? md`Requested by ${personName(kept.askedBy)} (${clean(reason, 200)})`
        : md`Requested by ${personName(kept.askedBy)}`,
    ],
    ref: id,
    suggestions: [
      { title: t`Cancel`, verb: 'cancel', words: [id] },
      { title: t`Service health`, verb: 'health', words: [] },
    ],
  });
}

/** The state in one line, for a request without a collection. */
export function pendingRequestLine({ end, id }: Pick<PendingRequest, 'end' | 'id'>): SafeText {
  switch (end?.as) {
    case undefined:
      return md`${id} is waiting for Defender. Nothing has been collected yet.`;
    case 'cancelled':
      return md`${id} was cancelled while it waited for Defender. Nothing was collected.`;
    case 'given-up':
      return md`${id} waited for Defender for a day and was given up. Nothing was collected.`;
    case 'begun':
    case 'answered':
      return md`${id} was answered when Defender was back, without a collection.`;
  }
}

const maxNamed = 2;

/** "WS-042, WS-043 and 3 more": the machines as typed. */
export function wantedInWords({ incident, list, machines, retried, tag }: Wanted): string {
  const names = machines.slice(0, maxNamed).map(nameOf);
  if (names.length > 0) return listed(names, machines.length);
  if (tag) return t`Devices tagged ${clean(tag, 64)}`;
  if (retried) return t`Retry of ${retried}`;
  if (list) return t`List ${list}`;
  return t`Devices of incident ${incident ?? ''}`;
}

/** An address has no labels to cut. */
function nameOf(typed: string): string {
  const word = clean(typed, 64);
  if (isMachineId(word)) return shortName({ id: word, name: '' });
  return /^[\d.:]+$/.test(word) ? word : shortName({ id: '', name: word });
}

function endTitle(name: string, { as }: PendingRequestEnd): SafeText {
  switch (as) {
    case 'cancelled':
      return md`✖ ${name} · Cancelled`;
    case 'given-up':
      return md`❌ ${name} · Defender didn’t answer for a day`;
    case 'begun':
    case 'answered':
      return md`${name} · Defender is back`;
  }
}

function endLine(
  { askedBy }: PendingRequest,
  { as, at, by = askedBy }: PendingRequestEnd,
  view: RenderContext,
): SafeText {
  const when = clock(at, view);
  switch (as) {
    case 'cancelled':
      return md`Cancelled by ${personName(by)} ${when}. Nothing was collected.`;
    case 'given-up':
      return md`Nothing was collected. Try again when it’s back.`;
    case 'begun':
      return md`Answered ${when}. See the next message.`;
    case 'answered':
      return md`Answered ${when} without collecting. See the next message.`;
  }
}
