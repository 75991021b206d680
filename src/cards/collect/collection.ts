import type { Card } from '../../domain/card';
import {
  type Collection,
  isFinal,
  isOver,
  isRetryable,
  type Package,
  type State,
} from '../../domain/collection';
import { clean } from '../../domain/text';
import { renderMessage, sentence, t } from '../../language/language';
import { whyByPolicy } from '../incidents/by-policy';
import { type Fact, requestFacts } from '../kit/fact';
import { machineName } from '../kit/name';
import { render } from '../kit/render';
import type { RenderContext } from '../kit/render-context';
import { inState, type StateMark, stateMark, versionOf } from '../kit/state';
import { ago, size } from '../kit/time';
import { downloadLines, retryStateLine, toldLine } from './package-history';

/** Data of `cards/collection.json`: several machines on one card. */
export interface CollectionCard {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly color: StateMark['color'];
  /** "14 ready · 6 collecting · 2 queued" */
  readonly counts: string;
  /** The number stands next to the bar, because a screen reader says only the number. */
  readonly bar: string;
  /** Failures by cause, obstacles, and who needs to act. */
  readonly notes: readonly string[];
  readonly rows: readonly { readonly glyph: string; readonly line: string }[];
  readonly more: string;
  readonly facts: readonly Fact[];
  readonly stored: boolean;
  readonly retryable: boolean;
  readonly cancellable: boolean;
}

const maxRows = 15;
const maxTaken = 3;

/** The summary card of several machines. */
export function collectionCard(collection: Collection, view: RenderContext): Card {
  const { packages } = collection;
  const over = isOver(collection);
  const summary = collectionSummary(collection);
  const data: CollectionCard = {
    id: collection.id,
    version: versionOf(collection),
    title: `${glyphOf(collection)} ${summary}`,
    color: over ? 'Default' : 'Accent',
    counts: counts(packages),
    bar: bar(collection, view),
    notes: [
      ...causes(packages),
      ...toldOf(packages, view),
      ...retryStates(packages, view),
      ...downloads(packages, view),
    ],
    rows: toShow(packages).map((found) => ({ glyph: stateMark(found).glyph, line: row(found) })),
    more: packages.length > maxRows ? t`Showing ${maxRows} of ${packages.length}.` : '',
    facts: requestFacts(collection),
    stored: packages.some(({ state }) => state === 'ready'),
    retryable: over && packages.some(isRetryable),
    cancellable: !over,
  };
  return render('collection', data, {
    summary,
    smaller: [withoutRows],
    why: whyByPolicy(collection),
  });
}

/** "22 of 23 packages ready"; the final notification says the same. */
export function collectionSummary({ packages }: Collection): string {
  const ready = packages.filter(({ state }) => state === 'ready').length;
  return t`${ready} of ${packages.length} packages ready`;
}

/** The latest downloads first, cut: the full list is elsewhere. */
function downloads(packages: readonly Package[], view: RenderContext): string[] {
  const taken = packages.filter((found) => found.downloads?.length).slice(-maxTaken);
  return taken.map(
    (found) => `${machineName(found.machine)}: ${downloadLines(found, view).at(-1)}`,
  );
}

function withoutRows(data: CollectionCard): CollectionCard {
  return { ...data, rows: data.rows.slice(0, 5), more: t`The list was too long.` };
}

export function glyphOf(collection: Collection): string {
  if (!isOver(collection)) return '⏳';
  return collection.packages.every(({ state }) => state === 'ready') ? '✅' : '⚠️';
}

/** Display order: successes first, what needs attention last. */
const order: readonly State[] = [
  'ready',
  'preparing-link',
  'collecting',
  'queued',
  'sending',
  'waiting-for-machine',
  'waiting-for-approval',
  'cancelled',
  'stopped-waiting',
  'failed',
];

function counts(packages: readonly Package[]): string {
  const found = order.map((state) => ({
    state,
    amount: packages.filter((candidate) => candidate.state === state).length,
  }));
  return found
    .filter(({ amount }) => amount > 0)
    .map(({ state, amount }) => inState(state, amount))
    .join(' · ');
}

function bar({ packages, askedAt }: Collection, view: RenderContext): string {
  const done = packages.filter(({ state }) => isFinal(state)).length;
  const filled = Math.round((done / packages.length) * 20);
  const percent = Math.floor((done / packages.length) * 100);
  const drawn = `${'▓'.repeat(filled)}${'░'.repeat(20 - filled)} ${percent} %`;
  return `${drawn} · ${t`requested ${ago(askedAt, view)}`}`;
}

/** Failures grouped by cause: "3 × the sensor is inactive". */
function causes(packages: readonly Package[]): string[] {
  const amounts = new Map<string, number>();
  for (const { state, failure } of packages) {
    if (state !== 'failed') continue;
    const cause = renderMessage(failure?.cause ?? sentence`Unknown cause.`);
    amounts.set(cause, (amounts.get(cause) ?? 0) + 1);
  }
  const sorted = [...amounts].toSorted(([, a], [, b]) => b - a);
  const rest = sorted.slice(5).reduce((sum, [, amount]) => sum + amount, 0);
  const lines = sorted.slice(0, 5).map(([cause, amount]) => `❌ ${amount} × ${clean(cause)}`);
  return rest > 0 ? [...lines, `❌ ${rest} × ${t`other causes`}`] : lines;
}

/** The latest notification, for all failures together. */
function toldOf(packages: readonly Package[], view: RenderContext): string[] {
  const told = packages.flatMap(({ failure, state }) =>
    state === 'failed' && failure?.told ? [failure.told] : [],
  );
  const line = toldLine(told.toSorted((a, b) => a.at.localeCompare(b.at)).at(-1), view);
  return line ? [line] : [];
}

function retryStates(packages: readonly Package[], view: RenderContext): string[] {
  const held = packages.find(({ retryState, state }) => retryState && !isFinal(state));
  return held?.retryState ? [retryStateLine(held.retryState, view)] : [];
}

/** What needs attention comes first if not everything fits. */
function toShow(packages: readonly Package[]): readonly Package[] {
  if (packages.length <= maxRows) return packages;
  const weight = ({ state }: Package) => order.indexOf(state);
  return packages.toSorted((a, b) => weight(b) - weight(a)).slice(0, maxRows);
}

function row(found: Package): string {
  const { word } = stateMark(found);
  const what = found.stored ? ` · ${size(found.stored.size)}` : '';
  return `${machineName(found.machine)} · ${word}${what}`;
}
