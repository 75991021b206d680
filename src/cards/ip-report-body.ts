import { isInternal } from '../domain/ip-report';
import type { ReportTotals } from '../domain/kept-report';
import { clean } from '../domain/text';
import type { FoundIps, IpReportCard, IpReportState } from './ip-report';
import { ipLine } from './ip-row';
import { unescaped } from './notice';
import { clock, count } from './time';
import type { View } from './view';

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
      const lines = [`Reading… ${count(state.alerts, 'alert')} so far.`];
      return { ...nothing, mark: '⏳ ', lines, summary: 'Reading alerts' };
    }
    case 'cancelled': {
      const lines = [`${clean(state.by, 64)} cancelled it. Nothing more is read.`];
      return { ...nothing, mark: '✖ Cancelled · ', lines, summary: 'IP report cancelled' };
    }
    case 'failed': {
      const lines = [unescaped(state.cause), ...(state.advice ? [unescaped(state.advice)] : [])];
      return { ...nothing, mark: '❌ Failed · ', lines, summary: 'IP report failed' };
    }
    case 'done':
      return foundBody(state.found, view);
  }
}

function foundBody(found: FoundIps, view: View): IpReportBody {
  const { memory, totals } = found;
  const hasSome = totals.addresses > 0;
  const summary = hasSome
    ? `${count(totals.addresses, 'address', 'addresses')} in ${alertsOf(totals)}`
    : emptiness(totals).replace(/\.$/, '');
  const known = hasSome ? knownBefore(found) : '';
  return {
    mark: totals.unread > 0 ? '⚠️ ' : '',
    lines: [
      hasSome ? tally(totals) : emptiness(totals),
      [known, changeOf(memory.before, view)].filter(Boolean).join(' · '),
      completeness(totals),
    ],
    groups: groupsOf(found, view),
    notes: [...shortened(found), ...doubts(found)].filter((line) => line !== ''),
    summary,
  };
}

/** "31 alerts in 6 incidents → 88 addresses: 71 remote, 17 internal" */
function tally(totals: ReportTotals): string {
  const addresses = count(totals.addresses, 'address', 'addresses');
  const incidents = totals.incidents > 0 ? ` in ${count(totals.incidents, 'incident')}` : '';
  const split = `${totals.remote} remote, ${totals.internal} internal`;
  return `${alertsOf(totals)}${incidents} → ${addresses}: ${split}`;
}

/** No alerts, alerts without addresses, and alerts that could not be read are three different things. */
function emptiness(totals: ReportTotals): string {
  const { alertsRead, unread } = totals;
  if (unread > 0 && alertsRead <= unread)
    return `No IP addresses known: ${count(unread, 'alert')} could not be read.`;
  if (alertsRead > 0) return `No IP addresses in ${alertsOf(totals)}.`;
  return 'There are no alerts.';
}

function knownBefore({ memory, totals }: FoundIps): string {
  const known = totals.addresses - memory.fresh;
  return known > 0
    ? `${memory.fresh} new, ${known} seen in earlier reports`
    : 'None was in a report before';
}

/** "+3 new since 10:02 CET, 1 gone" */
function changeOf(before: FoundIps['memory']['before'], view: View): string {
  if (!before) return '';
  const since = `since ${clock(new Date(before.at), view)}`;
  const gone = before.gone > 0 ? `, ${before.gone} gone` : '';
  return before.added > 0 ? `+${before.added} new ${since}${gone}` : `Nothing new ${since}${gone}`;
}

function completeness({ alertsKnown, unread }: ReportTotals): string {
  return alertsKnown > 0
    ? `${alertsKnown - unread} of ${count(alertsKnown, 'alert')} read completely.`
    : '';
}

function groupsOf({ rows, totals, onlyNew }: FoundIps, view: View): IpReportCard['groups'] {
  const group = (name: string, internal: boolean) => {
    const mine = rows.filter((row) => isInternal(row) === internal);
    const all = internal ? totals.internal : totals.remote;
    const heading = onlyNew ? `${name} · new` : `${name} · ${all}`;
    return { heading, rows: mine.map((row) => ipLine(row, view)) };
  };
  return [group('Remote', false), group('Internal', true)].filter(({ rows: some }) => some.length);
}

function shortened({ memory, onlyNew, rows, totals }: FoundIps): string[] {
  const files = 'The files hold all.';
  if (onlyNew)
    return [
      memory.fresh === 0
        ? `None of the ${totals.addresses} is new. ${files}`
        : `Showing ${rows.length} of ${memory.fresh} new, heaviest first. ${files}`,
    ];
  return totals.addresses > rows.length
    ? [`Showing ${rows.length} of ${totals.addresses}, heaviest first. ${files}`]
    : [];
}

/** Why the list may not be the whole truth. */
function doubts({ totals, mayStillArrive }: FoundIps): string[] {
  const { examples, values } = totals.unparsed;
  const shown = examples.map((value) =>
    value.startsWith('(') ? clean(value, 40) : `“${clean(value, 40)}”`,
  );
  return [
    totals.unread > 0 ? `⚠️ ${count(totals.unread, 'alert')} could not be read completely.` : '',
    values > 0
      ? `${count(values, 'value')} could not be read as an address: ${shown.join(', ')}.`
      : '',
    mayStillArrive ? 'This is new: data may still be arriving. Ask again in a few minutes.' : '',
    totals.addresses === 0 && totals.alertsRead > 0
      ? 'I looked at alert evidence and machines, not at raw network logs.'
      : '',
  ];
}

function alertsOf({ alertsRead }: ReportTotals): string {
  return count(alertsRead, 'alert');
}
