import type { IpRow } from '../domain/ip-row';
import { ipClassWords } from '../domain/ipv4-class';
import { isInternal } from '../domain/own-ranges';
import type { StoredReport } from '../domain/stored-report';
import { clean } from '../domain/text';
import { renderMessage, t } from '../language/language';

/**
 * A report as plain text to be pasted: a header that says what it is, then an address a line. In the
 * language of who asked; times and severities stand as Defender writes them.
 */
export function textOf(report: StoredReport, most = Number.POSITIVE_INFINITY): string {
  const { rows, totals } = report;
  const shown = rows.slice(0, most);
  const read = totals.alertsRead - totals.unread;
  return [
    t`IP report ${report.id}: ${subjectOf(report)}`,
    t`${totals.addresses} addresses, from ${read} of ${totals.alertsRead} alerts read completely`,
    t`Read ${report.readAt}, asked by ${clean(report.askedBy, 64)}`,
    '',
    ...shown.map(lineOf),
    ...(shown.length < rows.length ? [t`… and ${rows.length - shown.length} more`] : []),
  ].join('\n');
}

function lineOf(row: IpRow): string {
  return [
    row.address,
    row.own ? clean(row.own, 40) : renderMessage(ipClassWords[row.class]),
    isInternal(row) ? t`internal` : t`remote`,
    t`${row.alerts.length} alerts`,
    ...(row.history?.isNew ? [t`new`] : []),
  ].join('  ');
}

/** With the time that is covered, whole: a copy of it must stay true. */
function subjectOf({ of, totals }: StoredReport): string {
  if ('from' in of) {
    const { from, severity = [], to } = of;
    return severity.length > 0
      ? t`alerts of ${from} to ${to}, severity ${severity.join(', ')}`
      : t`alerts of ${from} to ${to}`;
  }
  const about =
    'alert' in of ? t`alert ${clean(of.alert, 100)}` : t`incident ${clean(of.incident, 40)}`;
  const { firstAlert, lastAlert } = totals;
  if (!firstAlert) return about;
  return t`${about}, alerts of ${firstAlert} to ${lastAlert ?? firstAlert}`;
}
