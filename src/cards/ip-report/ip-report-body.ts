import { isInternal } from '../../domain/own-ranges';
import type { ReportTotals } from '../../domain/stored-report';
import { clean } from '../../domain/text';
import { t } from '../../language/language';
import { unescaped } from '../kit/message';
import type { RenderContext } from '../kit/render-context';
import { clock } from '../kit/time';
import type { FoundIps, IpReportCard, IpReportState } from './ip-report';
import { ipLine } from './ip-row';

/** What an IP report says in each of its states. */
export interface IpReportBody {
  readonly mark: string;
  readonly lines: readonly string[];
  readonly groups: IpReportCard['groups'];
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
      const lines = [unescaped(state.cause), ...(state.advice ? [unescaped(state.advice)] : [])];
      return { ...nothing, mark: `❌ ${t`Failed`} · `, lines, summary: t`IP report failed` };
    }
    case 'done':
      return foundBody(state.found, view);
  }
}

function foundBody(found: FoundIps, view: RenderContext): IpReportBody {
  const { memory, mergedInto, totals } = found;
  const hasSome = totals.addresses > 0;
  const summary = hasSome
    ? t`${totals.addresses} addresses in ${totals.alertsRead} alerts`
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
  const { addresses, alertsRead, incidents, internal, remote } = totals;
  return incidents > 0
    ? t`${alertsRead} alerts in ${incidents} incidents → ${addresses} addresses: ${remote} remote, ${internal} internal`
    : t`${alertsRead} alerts → ${addresses} addresses: ${remote} remote, ${internal} internal`;
}

/** No alerts, alerts without addresses, and alerts that could not be read are three different things. */
function emptiness(totals: ReportTotals): string {
  const { alertsRead, unread } = totals;
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

function completeness({ alertsRead, unread }: ReportTotals): string {
  return alertsRead > 0 ? t`${alertsRead - unread} of ${alertsRead} alerts read completely.` : '';
}

function groupsOf(
  { rows, totals, onlyNew }: FoundIps,
  view: RenderContext,
): IpReportCard['groups'] {
  const group = (heading: string, internal: boolean) => {
    const mine = rows.filter((row) => isInternal(row) === internal);
    return { heading, rows: mine.map((row) => ipLine(row, view)) };
  };
  return [
    group(onlyNew ? t`Remote · new` : t`Remote · ${totals.remote}`, false),
    group(onlyNew ? t`Internal · new` : t`Internal · ${totals.internal}`, true),
  ].filter(({ rows: some }) => some.length);
}

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

/** Why the list may not be the whole truth. */
function doubts({ totals, mayStillArrive }: FoundIps): string[] {
  const { examples, values } = totals.unparsed;
  const readSome = !couldReadNone(totals);
  const shown = examples.map((value) =>
    value.startsWith('(') ? clean(value, 40) : `“${clean(value, 40)}”`,
  );
  return [
    totals.unread > 0 && readSome ? t`⚠️ ${totals.unread} alerts could not be read completely.` : '',
    values > 0 ? t`${values} values could not be read as an address: ${shown.join(', ')}.` : '',
    mayStillArrive ? t`Defender may still be adding data. Refresh in a few minutes.` : '',
    totals.addresses === 0 && totals.alertsRead > 0 && readSome
      ? t`Covers alert evidence and devices, not raw network logs.`
      : '',
  ];
}
