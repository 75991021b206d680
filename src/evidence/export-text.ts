import { isInternal } from '../domain/ip-report';
import type { KeptReport } from '../domain/kept-report';
import { clean } from '../domain/text';

/** A report as plain text to be pasted: a header that says what it is, then an address a line. */
export function textOf(report: KeptReport, most = Number.POSITIVE_INFINITY): string {
  const { rows, totals } = report;
  const shown = rows.slice(0, most);
  const lines = shown.map((row) =>
    [
      row.address,
      row.own ? clean(row.own, 40) : row.class,
      isInternal(row) ? 'internal' : 'remote',
      `${row.alerts.length} ${row.alerts.length === 1 ? 'alert' : 'alerts'}`,
      ...(row.history?.isNew ? ['new'] : []),
    ].join('  '),
  );
  return [
    `IP report ${report.id}: ${subjectOf(report)}`,
    `${totals.addresses} addresses, from ${totals.alertsKnown - totals.unread} of ${totals.alertsKnown} alerts read completely`,
    `Read ${report.readAt}, asked by ${clean(report.askedBy, 64)}`,
    '',
    ...lines,
    ...(shown.length < rows.length ? [`… and ${rows.length - shown.length} more`] : []),
  ].join('\n');
}

/** With the time that is covered, whole: a copy of it must stay true. */
function subjectOf({ of, totals }: KeptReport): string {
  if ('from' in of) {
    const levels = of.severity?.length ? `, severity ${of.severity.join(', ')}` : '';
    return `alerts of ${of.from} to ${of.to}${levels}`;
  }
  const span = totals.firstAlert ? `, alerts of ${totals.firstAlert} to ${totals.lastAlert}` : '';
  return 'alert' in of
    ? `alert ${clean(of.alert, 100)}${span}`
    : `incident ${clean(of.incident, 40)}${span}`;
}
