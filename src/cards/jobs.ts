import type { Card } from '../domain/card';
import { type Collection, isFinal } from '../domain/collection';
import type { Suggestion } from '../domain/errors';
import type { KeptRequest } from '../domain/kept-request';
import type { Person } from '../domain/person';
import { clean } from '../domain/text';
import { say } from '../language/language';
import { type Button, buttons } from './button';
import { collectionSummary, glyphOf } from './collection';
import { type IpReportSubject, subjectTitle } from './ip-report';
import { wantedInWords } from './kept-request';
import { machineName, personName } from './name';
import { render } from './render';
import { stateMark } from './state';
import { moment, span } from './time';
import type { View } from './view';

export interface JobList {
  readonly title: string;
  readonly collections: readonly Collection[];
  readonly reports?: readonly ListedReport[];
  /** Requests that wait for Defender. */
  readonly kept?: readonly KeptRequest[];
  /** How many there are in all, when more than are shown. */
  readonly total?: number;
}

/** An IP report as one job among others. */
export interface ListedReport {
  readonly id: string;
  readonly about: IpReportSubject;
  readonly askedBy: Person;
  readonly askedAt: Date;
  readonly state: 'running' | 'ready' | 'failed' | 'cancelled';
}

/** What `cards/jobs.json` shows: collections and IP reports, the newest first. */
export interface JobsCard {
  readonly title: string;
  readonly rows: readonly {
    readonly glyph: string;
    readonly line: string;
    readonly small: string;
  }[];
  readonly more: string;
  readonly buttons: readonly Button[];
}

const most = 10;

export function jobsCard(
  { title, collections, reports = [], kept = [], total = 0 }: JobList,
  view: View,
): Card {
  const jobs = [...collections, ...reports, ...kept].toSorted(
    (a, b) => Number(b.askedAt) - Number(a.askedAt),
  );
  const shown = jobs.slice(0, most);
  const data: JobsCard = {
    title: jobs.length === 0 ? say`${title}: none` : title,
    rows: shown.map((job) => lineOf(job, view)),
    more: total > shown.length ? say`Showing ${shown.length} of ${total}.` : '',
    buttons: buttons(running(shown)),
  };
  const smaller = (larger: JobsCard) => ({ ...larger, rows: larger.rows.slice(0, 5) });
  return render('jobs', data, { summary: data.title, smaller: [smaller] });
}

type Job = Collection | ListedReport | KeptRequest;

function lineOf(job: Job, view: View): JobsCard['rows'][number] {
  if ('packages' in job) return rowOf(job, view);
  return 'hindrance' in job ? keptRow(job, view) : reportRow(job, view);
}

/** What runs is what people ask about. */
function running(jobs: readonly Job[]): Suggestion[] {
  return jobs
    .filter((job) => {
      if ('packages' in job) return job.packages.some(({ state }) => !isFinal(state));
      return 'hindrance' in job || job.state === 'running';
    })
    .map(({ id }) => ({ title: say`Show ${id}`, verb: 'status', words: [id] }));
}

function keptRow({ about, askedAt, askedBy, id }: KeptRequest, view: View) {
  const reason = about.reason ? ` · ${clean(about.reason, 80)}` : '';
  return {
    glyph: '⏸',
    line: `${id} · ${wantedInWords(about)} · ${say`Waiting for Defender`}`,
    small: `${personName(askedBy)} ${moment(askedAt, view)}${reason}`,
  };
}

function reportRow({ about, askedAt, askedBy, id, state }: ListedReport, view: View) {
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
      return { glyph: '⏳', word: say`Reading` };
    case 'ready':
      return { glyph: '✅', word: say`Ready` };
    case 'failed':
      return { glyph: '❌', word: say`Failed` };
    case 'cancelled':
      return { glyph: '✖', word: say`Cancelled` };
  }
}

function rowOf(collection: Collection, view: View): JobsCard['rows'][number] {
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
