import type { IpRow } from '../domain/ip-row';
import { ipClassWords } from '../domain/ipv4-class';
import type { KeptReport } from '../domain/stored-report';
import { isInternal } from '../domain/own-ranges';
import { clean } from '../domain/text';
import { say, translated } from '../language/language';

/**
 * A report as plain text to be pasted: a header that says what it is, then an address a line. In the
 * language of who asked; times and severities stand as Defender writes them.
 */
export function textOf(report: KeptReport, most = Number.POSITIVE_INFINITY): string {
  const { rows, totals } = report;
  const shown = rows.slice(0, most);
  const read = totals.alertsRead - totals.unread;
  return [
    say`IP report ${report.id}: ${subjectOf(report)}`,
    say`${totals.addresses} addresses, from ${read} of ${totals.alertsRead} alerts read completely`,
    say`Read ${report.readAt}, asked by ${clean(report.askedBy, 64)}`,
    '',
    ...shown.map(lineOf),
    ...(shown.length < rows.length ? [say`… and ${rows.length - shown.length} more`] : []),
  ].join('\n');
}

function lineOf(row: IpRow): string {
  return [
    row.address,
    row.own ? clean(row.own, 40) : translated(ipClassWords[row.class]),
    isInternal(row) ? say`internal` : say`remote`,
    say`${row.alerts.length} alerts`,
    ...(row.history?.isNew ? [say`new`] : []),
  ].join('  ');
}

/** With the time that is covered, whole: a copy of it must stay true. */
function subjectOf({ of, totals }: KeptReport): string {
  if ('from' in of) {
    const { from, severity = [], to } = of;
    return severity.length > 0
      ? say`alerts of ${from} to ${to}, severity ${severity.join(', ')}`
      : say`alerts of ${from} to ${to}`;
  }
  const about =
    'alert' in of ? say`alert ${clean(of.alert, 100)}` : say`incident ${clean(of.incident, 40)}`;
  const { firstAlert, lastAlert } = totals;
  if (!firstAlert) return about;
  return say`${about}, alerts of ${firstAlert} to ${lastAlert ?? firstAlert}`;
}
