import type { Card } from '../../domain/card';
import { type Collection, isFinal } from '../../domain/collection';
import type { Suggestion } from '../../domain/errors';
import type { PendingRequest } from '../../domain/pending-request';
import type { Person } from '../../domain/person';
import { clean } from '../../domain/text';
import { t } from '../../language/language';
import { collectionSummary, glyphOf } from '../collect/collection';
import { wantedInWords } from '../collect/pending-request';
import { type IpReportSubject, subjectTitle } from '../ip-report/ip-report';
import { type Button, buttons } from '../kit/button';
import { machineName, personName } from '../kit/name';
import { render } from '../kit/render';
import type { RenderContext } from '../kit/render-context';
import { stateMark } from '../kit/state';
import { moment, span } from '../kit/time';

export interface JobList {
  readonly title: string;
  readonly collections: readonly Collection[];
  readonly reports?: readonly ListedReport[];
  /** Pending requests. */
  readonly kept?: readonly PendingRequest[];
  /** Total counts, where more exist than were passed. */
  readonly counts?: { readonly collections: number; readonly reports: number };
}

/** An IP report as one job among others. */
export interface ListedReport {
  readonly id: string;
  readonly about: IpReportSubject;
  readonly askedBy: Person;
  readonly askedAt: Date;
  readonly state: 'running' | 'ready' | 'failed' | 'cancelled';
}

/** Data of `cards/jobs.json`: collections and, separately, IP reports; newest first. */
export interface JobsCard {
  readonly title: string;
  readonly groups: readonly {
    readonly heading: string;
    readonly rows: readonly {
      readonly glyph: string;
      readonly line: string;
      readonly small: string;
    }[];
    readonly more: string;
  }[];
  readonly buttons: readonly Button[];
}

/** Rows shown per kind. Reports are frequent and must not displace collections. */
export const newest = { collections: 10, reports: 3 } as const;
/** Running jobs are shown in addition, up to this many per kind. */
export const maxRunning = 20;

/** The number of rows per kind: the newest, and running ones. */
type Room = Record<keyof typeof newest | 'running', number>;

export function jobsCard(list: JobList, view: RenderContext): Card {
  const { collections, kept = [], reports = [], title } = list;
  const none = collections.length + kept.length + reports.length === 0;
  const data: JobsCard = {
    title: none ? t`${title}: none` : title,
    groups: groupsOf(list, { ...newest, running: maxRunning }, view),
    buttons: buttons(running([...collections, ...kept, ...reports].toSorted(byAge))),
  };
  const less = (wanted: Room) => () => ({ ...data, groups: groupsOf(list, wanted, view) });
  // Running jobs are dropped last: people ask about them most.
  const smaller = [
    less({ collections: 3, reports: 1, running: maxRunning }),
    less({ collections: 1, reports: 1, running: 5 }),
  ];
  return render('jobs', data, { summary: data.title, smaller });
}

function groupsOf(
  { collections, counts, kept = [], reports = [] }: JobList,
  room: Room,
  view: RenderContext,
): JobsCard['groups'] {
  const asked = [...collections, ...kept];
  const isMixed = asked.length > 0 && reports.length > 0;
  const groups = [
    {
      heading: t`Collections`,
      jobs: asked,
      newest: room.collections,
      of: counts && counts.collections + kept.length,
    },
    { heading: t`IP reports`, jobs: reports, newest: room.reports, of: counts?.reports },
  ];
  return groups
    .filter(({ jobs }) => jobs.length > 0)
    .map(({ heading, jobs, newest: most, of = jobs.length }) => {
      const shown = chosen(jobs, most, room.running);
      return {
        heading: isMixed ? heading : '',
        rows: shown.map((job) => lineOf(job, view)),
        more: of > shown.length ? t`Showing ${shown.length} of ${of}.` : '',
      };
    });
}

/** The newest, and all running ones however old. */
function chosen(jobs: readonly Job[], most: number, maxOpen: number): Job[] {
  const inOrder = jobs.toSorted(byAge);
  const open = new Set(inOrder.filter(isRunning).slice(0, maxOpen));
  return inOrder.filter((job, place) => open.has(job) || (place < most && !isRunning(job)));
}

function byAge(a: Job, b: Job): number {
  return Number(b.askedAt) - Number(a.askedAt);
}

type Row = JobsCard['groups'][number]['rows'][number];
type Job = Collection | ListedReport | PendingRequest;

function lineOf(job: Job, view: RenderContext): Row {
  if ('packages' in job) return rowOf(job, view);
  return 'retryState' in job ? keptRow(job, view) : reportRow(job, view);
}

function isRunning(job: Job): boolean {
  if ('packages' in job) return job.packages.some(({ state }) => !isFinal(state));
  return 'retryState' in job || job.state === 'running';
}

function running(jobs: readonly Job[]): Suggestion[] {
  return jobs
    .filter(isRunning)
    .map(({ id }) => ({ title: t`Show ${id}`, verb: 'status', words: [id] }));
}

function keptRow({ about, askedAt, askedBy, id }: PendingRequest, view: RenderContext) {
  const reason = about.reason ? ` · ${clean(about.reason, 80)}` : '';
  return {
    glyph: '⏸',
    line: `${id} · ${wantedInWords(about)} · ${t`Waiting for Defender`}`,
    small: `${personName(askedBy)} ${moment(askedAt, view)}${reason}`,
  };
}

function reportRow({ about, askedAt, askedBy, id, state }: ListedReport, view: RenderContext) {
  const { glyph, word } = reportMark(state);
  const window = 'from' in about ? ` · ${span(about.from, about.to, view)}` : '';
  return {
    glyph,
    line: `${id} · ${subjectTitle(about)} · ${word}`,
    small: `${personName(askedBy)} ${moment(askedAt, view)}${window}`,
  };
}

function reportMark(state: ListedReport['state']): { glyph: string; word: string } {
  switch (state) {
    case 'running':
      return { glyph: '⏳', word: t`Reading` };
    case 'ready':
      return { glyph: '✅', word: t`Ready` };
    case 'failed':
      return { glyph: '❌', word: t`Failed` };
    case 'cancelled':
      return { glyph: '✖', word: t`Cancelled` };
  }
}

function rowOf(collection: Collection, view: RenderContext): Row {
  const [first] = collection.packages;
  const single = first && collection.packages.length === 1 ? first : undefined;
  const mark = single && stateMark(single);
  const what = mark
    ? `${machineName(single.machine)} · ${mark.word}`
    : collectionSummary(collection);
  const reason = collection.reason ? ` · ${clean(collection.reason, 80)}` : '';
  const asked = `${personName(collection.askedBy)} ${moment(collection.askedAt, view)}`;
  return {
    glyph: mark?.glyph ?? glyphOf(collection),
    line: `${collection.id} · ${what}`,
    small: asked + reason,
  };
}
