import type { ReportTotals } from '../../domain/stored-report';
import { isInternal } from '../../domain/own-ranges';
import { clean } from '../../domain/text';
import { say } from '../../language/language';
import type { FoundIps, IpReportCard, IpReportState } from './ip-report';
import { ipLine } from './ip-row';
import { unescaped } from '../on-call/failure-alert';
import { clock } from '../kit/time';
import type { View } from '../kit/render-context';

/** What an IP report says in each of its states. */
export interface IpReportBody {
  readonly mark: string;
  readonly lines: readonly string[];
  readonly groups: IpReportCard['groups'];
  readonly notes: readonly string[];
  readonly summary: string;
}

const nothing = { groups: [], notes: [] };

export function bodyOf(state: IpReportState, view: View): IpReportBody {
  switch (state.kind) {
    case 'reading': {
      const lines = [say`Reading… ${state.alerts} alerts so far.`];
      return { ...nothing, mark: '⏳ ', lines, summary: say`Reading alerts` };
    }
    case 'cancelled': {
      const lines = [say`${clean(state.by, 64)} cancelled it. Nothing more is read.`];
      return {
        ...nothing,
        mark: `✖ ${say`Cancelled`} · `,
        lines,
        summary: say`IP report cancelled`,
      };
    }
    case 'failed': {
      const lines = [unescaped(state.cause), ...(state.advice ? [unescaped(state.advice)] : [])];
      return { ...nothing, mark: `❌ ${say`Failed`} · `, lines, summary: say`IP report failed` };
    }
    case 'done':
      return foundBody(state.found, view);
  }
}

function foundBody(found: FoundIps, view: View): IpReportBody {
  const { memory, mergedInto, totals } = found;
  const hasSome = totals.addresses > 0;
  const summary = hasSome
    ? say`${totals.addresses} addresses in ${totals.alertsRead} alerts`
    : emptiness(totals).replace(/\.$/, '');
  const known = hasSome ? knownBefore(found) : '';
  return {
    mark: totals.unread > 0 ? '⚠️ ' : '',
    lines: [
      mergedInto ? say`Merged into incident ${clean(mergedInto, 40)}: that one was read.` : '',
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
    ? say`${alertsRead} alerts in ${incidents} incidents → ${addresses} addresses: ${remote} remote, ${internal} internal`
    : say`${alertsRead} alerts → ${addresses} addresses: ${remote} remote, ${internal} internal`;
}

/** No alerts, alerts without addresses, and alerts that could not be read are three different things. */
function emptiness(totals: ReportTotals): string {
  const { alertsRead, unread } = totals;
  if (couldReadNone(totals)) return say`No IP addresses known: ${unread} alerts could not be read.`;
  if (alertsRead > 0) return say`No IP addresses in ${alertsRead} alerts.`;
  return say`There are no alerts.`;
}

/** Then that is all there is to say, once. */
function couldReadNone({ addresses, alertsRead, unread }: ReportTotals): boolean {
  return addresses === 0 && unread > 0 && alertsRead <= unread;
}

function knownBefore({ memory, totals }: FoundIps): string {
  const known = totals.addresses - memory.fresh;
  return known > 0
    ? say`${memory.fresh} new, ${known} seen in earlier reports`
    : say`None was in a report before`;
}

/** "+3 new since 10:02 CET, 1 gone" */
function changeOf(before: FoundIps['memory']['before'], view: View): string {
  if (!before) return '';
  const since = clock(new Date(before.at), view);
  const added =
    before.added > 0 ? say`+${before.added} new since ${since}` : say`Nothing new since ${since}`;
  return before.gone > 0 ? `${added}, ${say`${before.gone} gone`}` : added;
}

function completeness({ alertsRead, unread }: ReportTotals): string {
  return alertsRead > 0 ? say`${alertsRead - unread} of ${alertsRead} alerts read completely.` : '';
}

function groupsOf({ rows, totals, onlyNew }: FoundIps, view: View): IpReportCard['groups'] {
  const group = (heading: string, internal: boolean) => {
    const mine = rows.filter((row) => isInternal(row) === internal);
    return { heading, rows: mine.map((row) => ipLine(row, view)) };
  };
  return [
    group(onlyNew ? say`Remote · new` : say`Remote · ${totals.remote}`, false),
    group(onlyNew ? say`Internal · new` : say`Internal · ${totals.internal}`, true),
  ].filter(({ rows: some }) => some.length);
}

function shortened({ memory, onlyNew, rows, totals }: FoundIps): string[] {
  if (onlyNew)
    return [
      memory.fresh === 0
        ? say`None of the ${totals.addresses} is new. The files hold all.`
        : say`Showing ${rows.length} of ${memory.fresh} new, heaviest first. The files hold all.`,
    ];
  return totals.addresses > rows.length
    ? [say`Showing ${rows.length} of ${totals.addresses}, heaviest first. The files hold all.`]
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
    totals.unread > 0 && readSome
      ? say`⚠️ ${totals.unread} alerts could not be read completely.`
      : '',
    values > 0 ? say`${values} values could not be read as an address: ${shown.join(', ')}.` : '',
    mayStillArrive ? say`This is new: data may still be arriving. Ask again in a few minutes.` : '',
    totals.addresses === 0 && totals.alertsRead > 0 && readSome
      ? say`I looked at alert evidence and machines, not at raw network logs.`
      : '',
  ];
}
