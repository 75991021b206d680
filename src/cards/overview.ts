import type { Card } from '../domain/card';
import { stateWords } from '../domain/collection';
import { shortName } from '../domain/machine';
import type { Notice } from '../domain/notice';
import type { Activity, ListedPackage, OpenThings, Some } from '../domain/overview';
import { type SafeText, text, trusted } from '../domain/text';
import { noticeCard } from './notice';
import { clock, count } from './time';
import type { View } from './view';

/** Of each kind of open things; the rest is counted. */
export const mostListed = 5;

/** "5 packages ready, 1 failed, 2 IP reports" */
export function activityInWords(activity: Activity): string {
  const { asked, dropped, failed, notices, ready, reports, reportsFailed } = activity;
  const said = [
    asked > 0 ? `${count(asked, 'collection')} asked for` : '',
    ready > 0 ? `${count(ready, 'package')} ready` : '',
    failed > 0 ? `${count(failed, 'package')} failed` : '',
    dropped > 0 ? `${dropped} cancelled or given up` : '',
    reports > 0 ? count(reports, 'IP report') : '',
    reportsFailed > 0 ? `${count(reportsFailed, 'IP report')} failed` : '',
    notices > 0 ? count(notices, 'failure notice') : '',
  ].filter(Boolean);
  return said.join(', ') || 'nothing happened';
}

/** One line: nobody has to do anything. */
export function greenLine(activity: Activity, since: Date, view: View): SafeText {
  return text`✅ All green since ${clock(since, view)}: ${activityInWords(activity)}. Daily digest, to stop it: digest off`;
}

export function digestCard(
  { activity, open, since }: { activity: Activity; open: OpenThings; since: Date },
  view: View,
): Card {
  return noticeCard({
    title: text`Since ${clock(since, view)} · ${openInWords(open)}`,
    lines: [text`${sentence(activityInWords(activity))}`, ...openLines(open, view)],
    suggestions: [{ title: 'Hand over', verb: 'handover', words: [] }],
    why: text`Why am I seeing this? A daily digest was asked for here. To stop it: digest off`,
  });
}

export function handoverCard(open: OpenThings, view: View): Card {
  const lines = openLines(open, view);
  return noticeCard({
    title: text`Handover · ${openInWords(open)}`,
    lines: lines.length > 0 ? lines : [trusted('Nothing is open: nothing has to be handed over.')],
    suggestions: open.notices.first
      .filter(({ state }) => state === 'open')
      .slice(0, 2)
      .map(({ id }) => ({ title: `Acknowledge ${id}`, verb: 'ack', words: [id] })),
  });
}

function openInWords({ notices, unopened, waiting }: OpenThings): string {
  return [
    count(notices.count, 'open notice'),
    `${count(waiting.count, 'machine')} waiting`,
    `${count(unopened.count, 'package')} unopened`,
  ].join(', ');
}

function openLines({ notices, unopened, waiting }: OpenThings, view: View): SafeText[] {
  return [
    ...section('Open notices', notices, (notice) => noticeLine(notice, view)),
    ...section('Waiting machines', waiting, (one) => packageLine(one, stateWords[one.state], view)),
    ...section('Packages nobody took out', unopened, (one) => packageLine(one, 'ready', view)),
  ];
}

function section<T>(title: string, { count: all, first }: Some<T>, line: (one: T) => SafeText) {
  if (all === 0) return [];
  const more = all - first.length;
  return [
    trusted(`**${title} · ${all}**`),
    ...first.map(line),
    ...(more > 0 ? [trusted(`… and ${more} more`)] : []),
  ];
}

function noticeLine({ holder, id, mishaps, openedAt, state, trouble }: Notice, view: View) {
  const what = mishaps[0]?.what ?? id;
  const more = mishaps.length > 1 ? ` and ${mishaps.length - 1} more` : '';
  const who = holder ? `${state} by ${holder.name}` : state;
  return text`${id} · ${what}${more}: ${trouble.cause} (${who}, since ${clock(openedAt, view)})`;
}

function packageLine(one: ListedPackage, state: string, view: View): SafeText {
  const name = shortName({ id: one.machine, name: one.machine });
  return text`${name}: ${state} since ${clock(one.since, view)} (${one.collectionId})`;
}

function sentence(words: string): string {
  return `${words[0]!.toUpperCase()}${words.slice(1)}.`;
}
