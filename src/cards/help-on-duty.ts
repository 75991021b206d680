import type { Notice } from '../domain/failure-alert';
import { say, translated } from '../language/language';
import type { HelpCard } from './help';
import { refOf } from './on-call/on-call';
import { ago, clock } from './kit/time';
import type { View } from './kit/render-context';

/** What somebody on duty has to know before all else. */
export interface DutyHelp {
  /** When the turn ends; unknown for somebody who was called out of turn. */
  readonly until?: Date;
  readonly isOnCall: boolean;
  /** Not resolved, newest first. */
  readonly open: readonly Notice[];
  /** Where operations notices are talked about, or 1:1: not in front of others. */
  readonly isHere: boolean;
}

const mostNamed = 4;

/** Help for the person on call where notices come: what is open, and what to type about it. */
export function dutyHelp(duty: DutyHelp, view: View): HelpCard {
  const [first] = duty.open;
  const ref = first ? refOf(first) : undefined;
  return {
    title: onCallLine(duty, view),
    lines: [openLine(duty, view), say`Try:`],
    entries: [
      ...(ref
        ? [
            { usage: `ack ${ref}`, summary: say`Take it: nobody else is told any more.` },
            { usage: `escalate ${ref}`, summary: say`Tell the next one now.` },
          ]
        : []),
      { usage: "who's on call", summary: say`Who it is, until when, and who is told after them.` },
      { usage: 'override me until 20:00', summary: say`Take the duty until a time.` },
    ],
    buttons: [
      { title: say`What is open`, verb: 'handover', words: [] },
      { title: say`Schedule`, verb: 'oncall', words: [] },
      { title: say`All commands`, verb: 'help', words: ['all'] },
    ],
  };
}

export function onCallLine({ isOnCall, until }: DutyHelp, view: View): string {
  if (!isOnCall) return say`You were called`;
  return until ? say`You're on call until ${clock(until, view)}` : say`You're on call`;
}

/** "2 open: C-7F3K2 (14 min ago), C-7F2Q9 (acknowledged)." */
export function openLine({ open }: DutyHelp, view: View): string {
  if (open.length === 0) return say`Nothing is open.`;
  const named = open.slice(0, mostNamed).map((notice) => {
    const how = notice.state === 'open' ? ago(notice.openedAt, view) : translated(notice.state);
    return `${refOf(notice)} (${how})`;
  });
  const more = open.length - named.length;
  return more > 0
    ? say`${open.length} open: ${named.join(', ')} and ${more} more.`
    : say`${open.length} open: ${named.join(', ')}.`;
}
