import type { Card } from '../domain/card';
import { stateWords } from '../domain/collection';
import type { FailureAlert } from '../domain/failure-alert';
import { shortName } from '../domain/machine';
import type { Activity, ListedPackage, OpenThings, Some } from '../domain/overview';
import { md, type SafeText, unsafeMarkdown } from '../domain/text';
import { renderMessage, t } from '../language/language';
import { listed } from './kit/listed';
import { messageCard } from './kit/message';
import type { RenderContext } from './kit/render-context';
import { clock } from './kit/time';
import { refOf } from './on-call/on-call';
import { whatFailed } from './on-call/on-call-words';

/** Open items listed per kind; the rest is counted. */
export const maxListed = 5;

/** "5 packages ready, 1 failed, 2 IP reports" */
function activityInWords(activity: Activity): string {
  const { asked, dropped, failed, failureAlerts, ready, reports, reportsFailed } = activity;
  const said = [
    asked > 0 ? t`${asked} collections requested` : '',
    ready > 0 ? t`${ready} packages ready` : '',
    failed > 0 ? t`${failed} packages failed` : '',
    dropped > 0 ? t`${dropped} cancelled or timed out` : '',
    reports > 0 ? t`${reports} IP reports` : '',
    reportsFailed > 0 ? t`${reportsFailed} IP reports failed` : '',
    failureAlerts > 0 ? t`${failureAlerts} alerts` : '',
  ].filter(Boolean);
  return said.join(', ');
}

/** One line: nobody needs to act. */
export function greenLine(activity: Activity, since: Date, view: RenderContext): SafeText {
  const happened = activityInWords(activity) || t`nothing happened`;
  return md`✅ All green since ${clock(since, view)}: ${happened}. To stop this daily digest: digest off`;
}

export function digestCard(
  { activity, open, since }: { activity: Activity; open: OpenThings; since: Date },
  view: RenderContext,
): Card {
  const happened = activityInWords(activity);
  return messageCard({
    title: md`Since ${clock(since, view)} · ${openInWords(open)}`,
    lines: [happened ? md`${happened}.` : md`Nothing happened.`, ...openLines(open, view)],
    suggestions: [{ title: t`Hand over`, verb: 'handover', words: [] }],
    why: md`Why am I seeing this? This channel or chat has a daily digest. To stop it: digest off`,
  });
}

export function handoverCard(open: OpenThings, view: RenderContext): Card {
  const lines = openLines(open, view);
  return messageCard({
    title: md`Shift handover: ${openInWords(open)}`,
    lines: lines.length > 0 ? lines : [md`Nothing to hand over.`],
    suggestions: open.failureAlerts.first
      .filter(({ state }) => state === 'open')
      .slice(0, 2)
      .map((failureAlert) => ({
        title: t`Acknowledge ${refOf(failureAlert)}`,
        verb: 'ack',
        words: [failureAlert.id],
      })),
  });
}

function openInWords({ failureAlerts, unopened, waiting }: OpenThings): string {
  return [
    t`${failureAlerts.count} open alerts`,
    t`${waiting.count} devices waiting`,
    t`${unopened.count} packages not downloaded`,
  ].join(', ');
}

function openLines(
  { failureAlerts, unopened, waiting }: OpenThings,
  view: RenderContext,
): SafeText[] {
  return [
    ...section(md`Open alerts`, failureAlerts, (failureAlert) =>
      failureAlertLine(failureAlert, view),
    ),
    ...section(md`Waiting devices`, waiting, (one) =>
      packageLine(one, renderMessage(stateWords[one.state]), view),
    ),
    ...section(md`Packages not downloaded`, unopened, (one) => packageLine(one, t`ready`, view)),
  ];
}

function section<T>(title: SafeText, { count: all, first }: Some<T>, line: (one: T) => SafeText) {
  if (all === 0) return [];
  const more = all - first.length;
  return [
    unsafeMarkdown(`**${title} · ${all}**`),
    ...first.map(line),
    ...(more > 0 ? [md`… and ${more} more`] : []),
  ];
}

function failureAlertLine(failureAlert: FailureAlert, view: RenderContext): SafeText {
  const { jobFailures, openedAt, failure } = failureAlert;
  const ref = refOf(failureAlert);
  const access = stateOf(failureAlert);
  const [failed] = jobFailures;
  const affected = listed([failed ? whatFailed(failed) : ref], Math.max(1, jobFailures.length));
  const cause = renderMessage(failure.cause);
  return md`${ref} · ${affected}: ${cause} (${access}, since ${clock(openedAt, view)})`;
}

function packageLine(one: ListedPackage, state: string, view: RenderContext): SafeText {
  const name = shortName({ id: one.machine, name: one.machine });
  return md`${name}: ${state} since ${clock(one.since, view)} (${one.collectionId})`;
}

function stateOf({ assignee, state }: FailureAlert): string {
  switch (state) {
    case 'acknowledged':
      return assignee ? t`acknowledged by ${assignee.name}` : t`acknowledged`;
    case 'snoozed':
      return assignee ? t`snoozed by ${assignee.name}` : t`snoozed`;
    case 'resolved':
      return assignee ? t`resolved by ${assignee.name}` : t`resolved`;
    case 'open':
      return assignee ? t`open by ${assignee.name}` : t`open`;
  }
}
