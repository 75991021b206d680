import type { FailureAlert } from '../domain/failure-alert';
import { renderMessage, t } from '../language/language';
import type { RenderContext } from './kit/render-context';
import { ago, clock } from './kit/time';
import { refOf } from './on-call/on-call';

/** What a person on call needs first. */
export interface OnCallHelp {
  /** End of the turn; unknown for somebody paged outside the schedule. */
  readonly until?: Date | undefined;
  readonly isOnCall: boolean;
  /** Unresolved, newest first. */
  readonly open: readonly FailureAlert[];
  /** Whether this is an operations channel or a 1:1 chat; elsewhere others would see the alerts. */
  readonly isHere: boolean;
}

const maxNamed = 4;

/** Help for the person on call: open alerts, and the commands for them. */
export function onCallHelp(onCallNow: OnCallHelp, view: RenderContext) {
  const [first] = onCallNow.open;
  const ref = first ? refOf(first) : undefined;
  return {
    title: onCallLine(onCallNow, view),
    lines: [openLine(onCallNow, view), t`Try:`],
    entries: [
      ...(ref
        ? [
            { usage: `ack ${ref}`, summary: t`Acknowledge (stops escalation)` },
            { usage: `escalate ${ref}`, summary: t`Escalate now` },
          ]
        : []),
      { usage: "who's on call", summary: t`Who’s on call, until when, and who’s next` },
      { usage: 'override me until 20:00', summary: t`Take on-call until a time` },
    ],
    buttons: [
      { title: t`What’s open`, verb: 'handover', words: [] },
      { title: t`Schedule`, verb: 'oncall', words: [] },
      { title: t`All commands`, verb: 'help', words: ['all'] },
    ],
  };
}

export function onCallLine({ isOnCall, until }: OnCallHelp, view: RenderContext): string {
  if (!isOnCall) return t`You were paged`;
  return until ? t`You’re on call until ${clock(until, view)}` : t`You’re on call`;
}

/** "2 open: C-7F3K2 (14 min ago), C-7F2Q9 (acknowledged)." */
export function openLine({ open }: OnCallHelp, view: RenderContext): string {
  if (open.length === 0) return t`Nothing is open.`;
  const named = open.slice(0, maxNamed).map((failureAlert) => {
    const how =
      failureAlert.state === 'open'
        ? ago(failureAlert.openedAt, view)
        : renderMessage(failureAlert.state);
    return `${refOf(failureAlert)} (${how})`;
  });
  const more = open.length - named.length;
  return more > 0
    ? t`${open.length} open: ${named.join(', ')} and ${more} more.`
    : t`${open.length} open: ${named.join(', ')}.`;
}
