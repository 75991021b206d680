import { isContext } from '../../domain/ip-rank';
import type { IpRow } from '../../domain/ip-row';
import { isInternal } from '../../domain/own-ranges';
import type { ReportTotals } from '../../domain/stored-report';
import { clean } from '../../domain/text';
import { renderMessage, t } from '../../language/language';
import { listed } from '../kit/listed';
import type { RenderContext } from '../kit/render-context';
import { clock } from '../kit/time';
import type { FoundIps, IpReportState } from './ip-report-input';
import { type IpLine, ipLine } from './ip-row';

type Groups = readonly { readonly heading: string; readonly rows: readonly IpLine[] }[];

/** What an IP report says in each of its states. */
export interface IpReportBody {
  readonly mark: string;
  readonly lines: readonly string[];
  readonly groups: Groups;
  readonly notes: readonly string[];
  readonly summary: string;
}

const nothing = { groups: [], notes: [] };

export function bodyOf(state: IpReportState, view: RenderContext): IpReportBody {
  switch (state.kind) {
    case 'reading': {
      const lines = [t`Reading… ${state.alerts} alerts so far.`];
      return { ...nothing, mark: '⏳ ', lines, summary: t`Reading alerts` };
    }
    case 'cancelled': {
      const lines = [t`${clean(state.by, 64)} cancelled it. Nothing more is read.`];
      return {
        ...nothing,
        mark: `✖ ${t`Cancelled`} · `,
        lines,
        summary: t`IP report cancelled`,
      };
    }
    case 'failed': {
      const lines = [state.cause, ...(state.advice ? [state.advice] : [])].map(renderMessage);
      return { ...nothing, mark: `❌ ${t`Failed`} · `, lines, summary: t`IP report failed` };
    }
    case 'done':
      return foundBody(state.found, view);
  }
}

function foundBody(found: FoundIps, view: RenderContext): IpReportBody {
  const { memory, mergedInto, totals } = found;
  const named = totals.remote + totals.internal;
  const hasSome = named > 0;
  const summary = hasSome
    ? t`${named} addresses in ${totals.alertsRead} alerts`
    : emptiness(totals).replace(/\.$/, '');
  const known = hasSome ? knownBefore(found) : '';
  return {
    mark: totals.unread > 0 ? '⚠️ ' : '',
    lines: [
      mergedInto
        ? t`Merged into incident ${clean(mergedInto, 40)}. This report covers that incident.`
        : '',
      hasSome ? tally(totals) : emptiness(totals),
      [known, changeOf(memory.before, view)].filter(Boolean).join(' · '),
      couldReadNone(totals) ? '' : completeness(totals),
    ],
    groups: groupsOf(found, view),
    notes: [...shortened(found), ...doubts(found)].filter((line) => line !== ''),
    summary,
  };
}

/** "31 alerts in 6 incidents → 88 addresses: 71 remote, 17 internal" */
function tally(totals: ReportTotals): string {
  const { alertsRead, incidents, internal, own = 0, remote } = totals;
  const addresses = remote + internal;
  const named =
    incidents > 0
      ? t`${alertsRead} alerts in ${incidents} incidents → ${addresses} addresses: ${remote} remote, ${internal} internal`
      : t`${alertsRead} alerts → ${addresses} addresses: ${remote} remote, ${internal} internal`;
  return own > 0 ? `${named} · ${t`${own} of your machines`}` : named;
}

/** No alerts, alerts without addresses, and alerts that could not be read are three different things. */
function emptiness(totals: ReportTotals): string {
  const { alertsRead, own = 0, unread } = totals;
  if (own > 0) return t`${alertsRead} alerts name no addresses except ${own} of your own machines.`;
  if (couldReadNone(totals)) return t`No IP addresses known: ${unread} alerts could not be read.`;
  if (alertsRead > 0) return t`No IP addresses in ${alertsRead} alerts.`;
  return t`There are no alerts.`;
}

/** Then that is all there is to say, once. */
function couldReadNone({ addresses, alertsRead, unread }: ReportTotals): boolean {
  return addresses === 0 && unread > 0 && alertsRead <= unread;
}

function knownBefore({ memory, totals }: FoundIps): string {
  const known = totals.addresses - memory.fresh;
  return known > 0
    ? t`${memory.fresh} new, ${known} seen in earlier reports`
    : t`None was in a report before`;
}

/** "+3 new since 10:02 CET, 1 gone" */
function changeOf(before: FoundIps['memory']['before'], view: RenderContext): string {
  if (!before) return '';
  const since = clock(new Date(before.at), view);
  const added =
    before.added > 0 ? t`+${before.added} new since ${since}` : t`Nothing new since ${since}`;
  return before.gone > 0 ? `${added}, ${t`${before.gone} gone`}` : added;
}

function completeness({ alertsRead, newTypes = [], unparsed, unread }: ReportTotals): string {
  if (alertsRead === 0) return '';
  const read = alertsRead - unread;
  if (unparsed.values === 0 && newTypes.length === 0)
    return t`${read} of ${alertsRead} alerts read completely.`;
  return [
    t`${read} of ${alertsRead} alerts read.`,
    unparsed.values > 0 ? skipped(unparsed) : '',
    newTypes.length > 0
      ? t`New evidence types, read by field name: ${named(newTypes.map((type) => clean(type, 40)))}.`
      : '',
  ]
    .filter(Boolean)
    .join(' ');
}

/** Names values that are not addresses, by evidence type; reports of earlier versions have no types. */
function skipped({ examples, types = [], values }: ReportTotals['unparsed']): string {
  const shown = examples
    .map((value) => (value.startsWith('(') ? clean(value, 40) : `“${clean(value, 40)}”`))
    .join(', ');
  return types.length > 0
    ? t`Skipped ${values} values in ${named(types.map((type) => clean(type, 40)))} evidence that aren’t IP addresses: ${shown}.`
    : t`Skipped ${values} values that aren’t IP addresses: ${shown}.`;
}

const maxTypes = 5;

function named(types: readonly string[]): string {
  return listed(types.slice(0, maxTypes), types.length);
}

function groupsOf({ rows, totals, onlyNew }: FoundIps, view: RenderContext): Groups {
  const group = (heading: string, belongs: (row: IpRow) => boolean) => ({
    heading,
    rows: rows.filter(belongs).map((row) => ipLine(row, view)),
  });
  return [
    group(
      onlyNew ? t`Remote · new` : t`Remote · ${totals.remote}`,
      (row) => isNamed(row) && !isInternal(row),
    ),
    group(
      onlyNew ? t`Internal · new` : t`Internal · ${totals.internal}`,
      (row) => isNamed(row) && isInternal(row),
    ),
    group(onlyNew ? t`Your machines · new` : t`Your machines · ${totals.own ?? 0}`, isContext),
  ].filter(({ rows: some }) => some.length);
}

const isNamed = (row: IpRow) => !isContext(row);

function shortened({ memory, onlyNew, rows, totals }: FoundIps): string[] {
  if (onlyNew)
    return [
      memory.fresh === 0
        ? t`None of the ${totals.addresses} is new. The files hold all.`
        : t`Showing ${rows.length} of ${memory.fresh} new, heaviest first. The files hold all.`,
    ];
  return totals.addresses > rows.length
    ? [t`Showing ${rows.length} of ${totals.addresses}, heaviest first. The files hold all.`]
    : [];
}

/** How old the network data is, where any address can have some; a broken database is never silent. */
function networkNote({ networkData = {}, remote }: ReportTotals): string {
  const { date, problem } = networkData;
  if (problem) return `⚠️ ${renderMessage(problem)}`;
  return date && remote > 0 ? t`Network owner and country: data of ${date.slice(0, 10)}.` : '';
}

/** Why the list may not be the whole truth. */
function doubts({ endpointOnly, mayStillArrive, totals }: FoundIps): string[] {
  const readSome = !couldReadNone(totals);
  return [
    totals.unread > 0 && readSome ? t`⚠️ ${totals.unread} alerts could not be read completely.` : '',
    endpointOnly ? t`Defender for Endpoint alerts only.` : '',
    networkNote(totals),
    mayStillArrive ? t`Defender may still be adding data. Refresh in a few minutes.` : '',
    totals.addresses === 0 && totals.alertsRead > 0 && readSome
      ? t`Covers alert evidence and devices, not raw network logs.`
      : '',
  ];
}
