import type { Card } from '../domain/card';
import { stateWords } from '../domain/collection';
import { shortName } from '../domain/machine';
import type { Notice } from '../domain/failure-alert';
import type { Activity, ListedPackage, OpenThings, Some } from '../domain/overview';
import { type SafeText, text, trusted } from '../domain/text';
import { say, translated } from '../language/language';
import { listed } from './kit/listed';
import { noticeCard } from './on-call/failure-alert';
import { refOf } from './on-call/on-call';
import { whatFailed } from './on-call/on-call-words';
import { clock } from './kit/time';
import type { View } from './kit/render-context';

/** Of each kind of open things; the rest is counted. */
export const mostListed = 5;

/** "5 packages ready, 1 failed, 2 IP reports" */
function activityInWords(activity: Activity): string {
  const { asked, dropped, failed, notices, ready, reports, reportsFailed } = activity;
  const said = [
    asked > 0 ? say`${asked} collections asked for` : '',
    ready > 0 ? say`${ready} packages ready` : '',
    failed > 0 ? say`${failed} packages failed` : '',
    dropped > 0 ? say`${dropped} cancelled or given up` : '',
    reports > 0 ? say`${reports} IP reports` : '',
    reportsFailed > 0 ? say`${reportsFailed} IP reports failed` : '',
    notices > 0 ? say`${notices} failure notices` : '',
  ].filter(Boolean);
  return said.join(', ');
}

/** One line: nobody has to do anything. */
export function greenLine(activity: Activity, since: Date, view: View): SafeText {
  const happened = activityInWords(activity) || say`nothing happened`;
  return text`✅ All green since ${clock(since, view)}: ${happened}. Daily digest, to stop it: digest off`;
}

export function digestCard(
  { activity, open, since }: { activity: Activity; open: OpenThings; since: Date },
  view: View,
): Card {
  const happened = activityInWords(activity);
  return noticeCard({
    title: text`Since ${clock(since, view)} · ${openInWords(open)}`,
    lines: [happened ? text`${happened}.` : text`Nothing happened.`, ...openLines(open, view)],
    suggestions: [{ title: say`Hand over`, verb: 'handover', words: [] }],
    why: text`Why am I seeing this? A daily digest was asked for here. To stop it: digest off`,
  });
}

export function handoverCard(open: OpenThings, view: View): Card {
  const lines = openLines(open, view);
  return noticeCard({
    title: text`Handover · ${openInWords(open)}`,
    lines: lines.length > 0 ? lines : [text`Nothing is open: nothing has to be handed over.`],
    suggestions: open.notices.first
      .filter(({ state }) => state === 'open')
      .slice(0, 2)
      .map((notice) => ({
        title: say`Acknowledge ${refOf(notice)}`,
        verb: 'ack',
        words: [notice.id],
      })),
  });
}

function openInWords({ notices, unopened, waiting }: OpenThings): string {
  return [
    say`${notices.count} open notices`,
    say`${waiting.count} machines waiting`,
    say`${unopened.count} packages unopened`,
  ].join(', ');
}

function openLines({ notices, unopened, waiting }: OpenThings, view: View): SafeText[] {
  return [
    ...section(text`Open notices`, notices, (notice) => noticeLine(notice, view)),
    ...section(text`Waiting machines`, waiting, (one) =>
      packageLine(one, translated(stateWords[one.state]), view),
    ),
    ...section(text`Packages nobody took out`, unopened, (one) =>
      packageLine(one, say`ready`, view),
    ),
  ];
}

function section<T>(title: SafeText, { count: all, first }: Some<T>, line: (one: T) => SafeText) {
  if (all === 0) return [];
  const more = all - first.length;
  return [
    trusted(`**${title} · ${all}**`),
    ...first.map(line),
    ...(more > 0 ? [text`… and ${more} more`] : []),
  ];
}

function noticeLine(notice: Notice, view: View): SafeText {
  const { mishaps, openedAt, trouble } = notice;
  const ref = refOf(notice);
  const standing = stateOf(notice);
  const [failed] = mishaps;
  const affected = listed([failed ? whatFailed(failed) : ref], Math.max(1, mishaps.length));
  const cause = translated(trouble.cause);
  return text`${ref} · ${affected}: ${cause} (${standing}, since ${clock(openedAt, view)})`;
}

function packageLine(one: ListedPackage, state: string, view: View): SafeText {
  const name = shortName({ id: one.machine, name: one.machine });
  return text`${name}: ${state} since ${clock(one.since, view)} (${one.collectionId})`;
}

function stateOf({ holder, state }: Notice): string {
  switch (state) {
    case 'acknowledged':
      return holder ? say`acknowledged by ${holder.name}` : say`acknowledged`;
    case 'snoozed':
      return holder ? say`snoozed by ${holder.name}` : say`snoozed`;
    case 'resolved':
      return holder ? say`resolved by ${holder.name}` : say`resolved`;
    case 'open':
      return holder ? say`open by ${holder.name}` : say`open`;
  }
}
