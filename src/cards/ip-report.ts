import type { Severity } from '../domain/alert';
import type { Card } from '../domain/card';
import { type IpReport, isInternal } from '../domain/ip-report';
import { clean, type SafeText } from '../domain/text';
import { type Button, buttons } from './button';
import { type IpLine, ipLine } from './ip-row';
import { unescaped } from './notice';
import { render } from './render';
import { count, span } from './time';
import type { View } from './view';

/** What was asked for: an alert, an incident or a window of time. */
export type IpReportSubject =
  | { readonly alert: string }
  | { readonly incident: string; readonly name?: string }
  | { readonly from: Date; readonly to: Date; readonly severity?: readonly Severity[] };

export type IpReportState =
  | { readonly kind: 'reading'; readonly alerts: number }
  | { readonly kind: 'done'; readonly report: IpReport; readonly mayStillArrive?: boolean }
  | { readonly kind: 'failed'; readonly cause: SafeText; readonly advice?: SafeText };

export interface IpReportCardInput {
  readonly ref: string;
  readonly about: IpReportSubject;
  readonly askedBy: string;
  readonly state: IpReportState;
  /** Page of the alert or incident in the portal. */
  readonly url?: string;
}

/** What `cards/ip-report.json` shows: addresses by remote and internal, heaviest first. */
export interface IpReportCard {
  readonly id: string;
  readonly title: string;
  readonly lines: readonly string[];
  readonly groups: readonly { readonly heading: string; readonly rows: readonly IpLine[] }[];
  readonly notes: readonly string[];
  readonly buttons: readonly Button[];
  readonly page: string;
}

const mostRows = 15;

export function ipReportCard(input: IpReportCardInput, view: View): Card {
  const { ref, about, askedBy, state, url } = input;
  const drawn = bodyOf(state, view);
  const window = 'from' in about ? windowOf(about, view) : '';
  const data: IpReportCard = {
    id: ref,
    title: `${drawn.mark}${titleOf(about, state)}`,
    lines: [window, ...drawn.lines, `Asked by ${clean(askedBy, 64)}`].filter((line) => line !== ''),
    groups: drawn.groups,
    notes: drawn.notes,
    buttons: isWhole(state) ? [] : buttons([again(about)]),
    page: url ?? '',
  };
  const smaller = [withRows(10), withRows(5), withRows(0)];
  return render('ip-report', data, { summary: drawn.summary, smaller });
}

/** Nothing more would come out of asking again. */
function isWhole(state: IpReportState): boolean {
  if (state.kind === 'reading') return true;
  return state.kind === 'done' && !state.mayStillArrive && state.report.unread.length === 0;
}

interface Body {
  readonly mark: string;
  readonly lines: readonly string[];
  readonly groups: IpReportCard['groups'];
  readonly notes: readonly string[];
  readonly summary: string;
}

function bodyOf(state: IpReportState, view: View): Body {
  const nothing = { groups: [], notes: [] };
  if (state.kind === 'reading') {
    const lines = [`Reading… ${count(state.alerts, 'alert')} so far.`];
    return { ...nothing, mark: '⏳ ', lines, summary: 'Reading alerts' };
  }
  if (state.kind === 'failed') {
    const lines = [unescaped(state.cause), ...(state.advice ? [unescaped(state.advice)] : [])];
    return { ...nothing, mark: '❌ Failed · ', lines, summary: 'IP report failed' };
  }
  const { report } = state;
  const summary = `${count(report.rows.length, 'address', 'addresses')} in ${alertsOf(report)}`;
  const found = report.rows.length > 0;
  return {
    mark: report.unread.length > 0 ? '⚠️ ' : '',
    lines: [found ? tally(report) : emptiness(report), completeness(report)],
    groups: groupsOf(report, view),
    notes: [...shortened(report), ...doubts(report, state.mayStillArrive ?? false)],
    summary: found ? summary : `No IP addresses in ${alertsOf(report)}`,
  };
}

function titleOf(about: IpReportSubject, state: IpReportState): string {
  if ('incident' in about) {
    const name = about.name ? ` · ${clean(about.name, 120)}` : '';
    return `IPs in incident ${clean(about.incident, 40)}${name}`;
  }
  if ('from' in about) return 'IPs in alerts';
  const named = state.kind === 'done' ? state.report.rows[0]?.alerts[0]?.title : undefined;
  return named ? `IPs in alert “${clean(named, 120)}”` : `IPs in alert ${clean(about.alert, 80)}`;
}

function windowOf(about: Extract<IpReportSubject, { from: Date }>, view: View): string {
  const levels = about.severity?.length ? ` · severity ${about.severity.join(', ')}` : '';
  return `${span(about.from, about.to, view)}${levels}`;
}

/** "31 alerts in 6 incidents → 88 addresses: 71 remote, 17 internal" */
function tally(report: IpReport): string {
  const internal = report.rows.filter(isInternal).length;
  const addresses = count(report.rows.length, 'address', 'addresses');
  const incidents = report.incidents > 0 ? ` in ${count(report.incidents, 'incident')}` : '';
  const split = `${report.rows.length - internal} remote, ${internal} internal`;
  return `${alertsOf(report)}${incidents} → ${addresses}: ${split}`;
}

function emptiness(report: IpReport): string {
  if (report.alertsRead > 0) return `No IP addresses in ${alertsOf(report)}.`;
  return report.unread.length > 0 ? 'No alert could be read.' : 'There are no alerts.';
}

function completeness({ alertsKnown, unread }: IpReport): string {
  const complete = alertsKnown - unread.length;
  return alertsKnown > 0 ? `${complete} of ${alertsKnown} alerts read completely.` : '';
}

function groupsOf(report: IpReport, view: View): IpReportCard['groups'] {
  const shown = report.rows.slice(0, mostRows);
  const group = (name: string, internal: boolean) => ({
    heading: `${name} · ${report.rows.filter((row) => isInternal(row) === internal).length}`,
    rows: shown.filter((row) => isInternal(row) === internal).map((row) => ipLine(row, view)),
  });
  return [group('Remote', false), group('Internal', true)].filter(({ rows }) => rows.length > 0);
}

function shortened({ rows }: IpReport): string[] {
  return rows.length > mostRows ? [`Showing ${mostRows} of ${rows.length}, heaviest first.`] : [];
}

/** Why the list may not be the whole truth. */
function doubts(
  { rows, alertsRead, unparsed, unread }: IpReport,
  mayStillArrive: boolean,
): string[] {
  const values = unparsed.reduce((sum, one) => sum + one.count, 0);
  const examples = unparsed
    .slice(0, 3)
    .map(({ value }) => (value.startsWith('(') ? clean(value, 40) : `“${clean(value, 40)}”`));
  return [
    unread.length > 0 ? `⚠️ ${count(unread.length, 'alert')} could not be read completely.` : '',
    values > 0
      ? `${count(values, 'value')} could not be read as an address: ${examples.join(', ')}.`
      : '',
    mayStillArrive ? 'This is new: data may still be arriving. Ask again in a few minutes.' : '',
    rows.length === 0 && alertsRead > 0
      ? 'I looked at alert evidence and machines, not at raw network logs.'
      : '',
  ].filter((line) => line !== '');
}

function alertsOf({ alertsRead }: IpReport): string {
  return count(alertsRead, 'alert');
}

function withRows(most: number) {
  return (data: IpReportCard): IpReportCard => ({
    ...data,
    groups: data.groups.map(({ heading, rows }) => ({ heading, rows: rows.slice(0, most) })),
    notes: [`The list was cut to fit: ${most} of each kind.`, ...data.notes],
  });
}

function again(about: IpReportSubject) {
  const button = { title: 'Ask again', verb: 'ips' };
  if ('alert' in about) return { ...button, words: ['for', 'alert', about.alert] };
  if ('incident' in about) return { ...button, words: ['for', 'incident', about.incident] };
  const hours = Math.max(1, Math.ceil((about.to.getTime() - about.from.getTime()) / 3_600_000));
  return { ...button, words: ['last', `${hours}h`, ...(about.severity ?? []).slice(0, 1)] };
}
