import type { Alert } from '../../src/domain/alert';
import { isContext, isNoise, rankOf } from '../../src/domain/ip-rank';
import { IpReportBuilder, type IpReportExtras } from '../../src/domain/ip-report';
import { type IpRow, type StoredRow, seenAlert } from '../../src/domain/ip-row';
import { isInternal, type OwnRange } from '../../src/domain/own-ranges';
import type { ReportTotals } from '../../src/domain/stored-report';

export interface IpReport {
  readonly rows: readonly IpRow[];
  readonly totals: ReportTotals;
}

/** A small report in memory; the real ones are laid out by the database. */
export function ipReport(
  alerts: readonly Alert[],
  extras: IpReportExtras = {},
  ownRanges: readonly OwnRange[] = [],
): IpReport {
  const builder = new IpReportBuilder(ownRanges);
  builder.add(alerts, extras);
  const rows = inOrder([...builder.take()]);
  const byId = new Map(alerts.map((alert) => [alert.id, seenAlert(alert)]));
  const named = rows.filter((row) => !isContext(row));
  const internal = named.filter(isInternal).length;
  const own = rows.length - named.length;
  return {
    rows: rows.map((row) => ({ ...row, alerts: row.alerts.map((id) => byId.get(id)!) })),
    totals: {
      ...builder.tally(),
      ...{ addresses: rows.length, remote: named.length - internal, internal, own },
      incidents: new Set(alerts.flatMap(({ incidentId }) => incidentId ?? [])).size,
    },
  };
}

function inOrder(rows: readonly StoredRow[]): StoredRow[] {
  return rows.filter((row) => !isNoise(row)).toSorted((a, b) => (rankOf(a) < rankOf(b) ? -1 : 1));
}
