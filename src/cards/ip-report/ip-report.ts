import type { Card } from '../../domain/card';
import { clean } from '../../domain/text';
import { t } from '../../language/language';
import type { Button } from '../kit/button';
import { render } from '../kit/render';
import type { RenderContext } from '../kit/render-context';
import { severityWord } from '../kit/severity';
import { span } from '../kit/time';
import { alertChart, type Bar } from './ip-chart';
import { bodyOf } from './ip-report-body';
import { buttonsOf } from './ip-report-buttons';
import type { IpReportCardInput, IpReportState, IpReportSubject } from './ip-report-input';
import type { IpLine } from './ip-row';

export type {
  FoundIps,
  IpReportCardInput,
  IpReportState,
  IpReportSubject,
  ReportedAlert,
} from './ip-report-input';

/** What `cards/ip-report.json` shows: addresses by remote and internal, heaviest first. */
export interface IpReportCard {
  readonly id: string;
  readonly title: string;
  readonly lines: readonly string[];
  readonly chartTitle: string;
  readonly bars: readonly Bar[];
  readonly barsInText: string;
  readonly groups: readonly { readonly heading: string; readonly rows: readonly IpLine[] }[];
  readonly notes: readonly string[];
  readonly buttons: readonly Button[];
  /** Behind the three dots: whatever is here can be typed as well. */
  readonly more: readonly Button[];
  readonly page: string;
  readonly pageMode: 'primary' | 'secondary';
}

/** Rows on a card; the files hold all. */
export const maxRows = 15;

export function ipReportCard(input: IpReportCardInput, view: RenderContext): Card {
  const { ref, about, askedBy, state, why } = input;
  const drawn = bodyOf(state, view);
  const chart = state.kind === 'done' ? alertChart(state.found.totals, view) : undefined;
  const { buttons, more } = buttonsOf(input);
  const data: IpReportCard = {
    id: ref,
    title: `${drawn.mark}${titleOf(about, state)}`,
    lines: [
      spanOf(about, state, view),
      ...drawn.lines,
      t`Requested by ${clean(askedBy, 64)}`,
    ].filter((line) => line !== ''),
    chartTitle: chart?.title ?? '',
    bars: chart?.bars ?? [],
    barsInText: chart?.inText ?? '',
    groups: drawn.groups,
    notes: [...(chart ? [chart.peak] : []), ...drawn.notes],
    buttons,
    more,
    page: pageOf(about, view.portal),
    pageMode: buttons.length > 2 ? 'secondary' : 'primary',
  };
  const smaller = [withRows(10), withRows(5), withRows(0)];
  return render('ip-report', data, { summary: drawn.summary, smaller, ...(why && { why }) });
}

function titleOf(about: IpReportSubject, state: IpReportState): string {
  if (!('alert' in about) || state.kind !== 'done') return subjectTitle(about);
  const { alert, rows } = state.found;
  // Reports stored before the alert was know its title from their rows.
  const title = alert?.title || rows[0]?.alerts[0]?.title;
  if (!title) return subjectTitle(about);
  const named = t`IPs in alert “${clean(title, 120)}”`;
  const level = alert && alert.severity !== 'unknown' ? severityWord(alert.severity) : '';
  return level ? `${named} · ${t`severity ${level}`}` : named;
}

/** What a report is of, as it was asked for. */
export function subjectTitle(about: IpReportSubject): string {
  if ('from' in about) return t`IPs in alerts`;
  if ('alert' in about) return t`IPs in alert ${clean(about.alert, 80)}`;
  const title = t`IPs in incident ${clean(about.incident, 40)}`;
  return about.name ? `${title} · ${clean(about.name, 120)}` : title;
}

/** The time that is covered, always in full: the one asked for, or that of the alerts that were read. */
function spanOf(about: IpReportSubject, state: IpReportState, view: RenderContext): string {
  if ('from' in about) {
    const asked = span(about.from, about.to, view);
    const levels = about.severity?.map(severityWord).join(', ');
    return levels ? `${asked} · ${t`severity ${levels}`}` : asked;
  }
  if (state.kind !== 'done') return '';
  const { firstAlert, lastAlert } = state.found.totals;
  const [first, last] = [new Date(firstAlert ?? Number.NaN), new Date(lastAlert ?? Number.NaN)];
  if (Number.isNaN(first.getTime()) || Number.isNaN(last.getTime())) return '';
  return t`Alerts of ${span(first, last, view)}`;
}

/** The alert or incident in Defender's portal; a window has no page there. */
function pageOf(about: IpReportSubject, portal?: string): string {
  if (!portal || 'from' in about) return '';
  return 'alert' in about
    ? `${portal}/alerts/${encodeURIComponent(about.alert.toWellFormed())}`
    : `${portal}/incidents/${encodeURIComponent(about.incident.toWellFormed())}`;
}

function withRows(most: number) {
  return (data: IpReportCard): IpReportCard => ({
    ...data,
    bars: [],
    groups: data.groups.map(({ heading, rows }) => ({ heading, rows: rows.slice(0, most) })),
    notes: [t`The list was cut to fit: ${most} of each kind.`, ...data.notes],
  });
}
