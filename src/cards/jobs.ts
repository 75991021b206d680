import type { Card } from '../domain/card';
import { type Collection, isFinal } from '../domain/collection';
import type { Suggestion } from '../domain/errors';
import { clean } from '../domain/text';
import { say } from '../language/language';
import { type Button, buttons } from './button';
import { collectionSummary } from './collection';
import { machineName, personName } from './name';
import { render } from './render';
import { stateMark } from './state';
import { moment } from './time';
import type { View } from './view';

export interface JobList {
  readonly title: string;
  readonly collections: readonly Collection[];
  /** How many there are in all, when more than are shown. */
  readonly total?: number;
}

/** What `cards/jobs.json` shows: collections, one after the other. */
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

const most = 15;

export function jobsCard({ title, collections, total = 0 }: JobList, view: View): Card {
  const shown = collections.slice(0, most);
  const all = Math.max(total, collections.length);
  const data: JobsCard = {
    title: collections.length === 0 ? say`${title}: none` : title,
    rows: shown.map((collection) => rowOf(collection, view)),
    more: all > shown.length ? say`Showing ${shown.length} of ${all}.` : '',
    buttons: buttons(running(shown)),
  };
  const smaller = (larger: JobsCard) => ({ ...larger, rows: larger.rows.slice(0, 5) });
  return render('jobs', data, { summary: data.title, smaller: [smaller] });
}

/** What runs is what people ask about. */
function running(collections: readonly Collection[]): Suggestion[] {
  return collections
    .filter(({ packages }) => packages.some(({ state }) => !isFinal(state)))
    .map(({ id }) => ({ title: say`Show ${id}`, verb: 'status', words: [id] }));
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
  return { glyph: mark?.glyph ?? '○', line: `${collection.id} · ${what}`, small: asked + reason };
}
