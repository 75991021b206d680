import { stringify } from 'csv-stringify/sync';
import type { IpRow } from '../domain/ip-row';
import type { StoredReport } from '../domain/stored-report';
import { clean } from '../domain/text';

// Longer than real titles; a spreadsheet's cell ends at 32,767 characters.
const longest = 500;

/** The columns and their values. Items of a list are joined by ` | `. */
const columns: Readonly<Record<string, (row: IpRow) => string | number | undefined>> = {
  address: ({ address }) => address,
  class: (row) => row.class,
  own_range: ({ own }) => own,
  embedded_address: ({ embedded }) => embedded,
  written_as: ({ written }) => listed(written),
  country: ({ country }) => country,
  network_country: ({ network }) => network?.country,
  network_number: ({ network }) => network?.asn,
  network_owner: ({ network }) => network?.owner,
  network_marks: ({ network }) => listed(network?.marks ?? []),
  verdicts: ({ verdicts }) => listed(verdicts),
  roles: ({ roles }) => listed(roles),
  seen_in: ({ kinds }) => listed(kinds),
  machines: ({ machines }) => listed(machines),
  machines_talked_to_it_30_days: ({ prevalence }) => prevalence,
  alerts: ({ alerts }) => alerts.length,
  alert_ids: ({ alerts }) => listed(alerts.map(({ id }) => id)),
  alert_titles: ({ alerts }) => listed(different(alerts.map(({ title }) => title))),
  incidents: ({ incidents }) => listed(incidents),
  first_seen: ({ firstSeen }) => firstSeen,
  last_seen: ({ lastSeen }) => lastSeen,
  new: ({ history }) => history && (history.isNew ? 'yes' : 'no'),
  alerts_last_7_days: ({ history }) => history?.alertsThisWeek,
  also_in_incidents: ({ history }) => history && listed(history.alsoIn),
};

/** The rows of a report's file: addresses, then ranges and values that are not addresses. */
export function tableOf({ rows, totals }: StoredReport): {
  readonly names: readonly string[];
  readonly rows: (string | number)[][];
} {
  const names = Object.keys(columns);
  const others = [
    ...(totals.ranges ?? []).map((range) => otherRow(names, { address: range, class: 'range' })),
    ...(totals.unparsed.listed ?? []).map(({ times, types, value }) =>
      otherRow(names, {
        ...{ address: value, class: 'not an address', seen_in: listed(types), alerts: times },
      }),
    ),
  ];
  const cells = rows.map((row) => Object.values(columns).map((cellOf) => cell(cellOf(row))));
  return { names, rows: [...cells, ...others] };
}

/**
 * All rows of a report as CSV: RFC 4180, UTF-8 with BOM, because Excel reads other files in the
 * system's code page. Addresses aren't defanged.
 *
 * A value that a spreadsheet would take for a formula gets an apostrophe, item by item:
 * https://owasp.org/www-community/attacks/CSV_Injection (read 2026-11-20)
 */
export function csvOf(report: StoredReport): Buffer {
  const { names, rows } = tableOf(report);
  return Buffer.from(stringify([names, ...rows], { record_delimiter: 'windows', bom: true }));
}

function otherRow(
  names: readonly string[],
  values: Readonly<Record<string, string | number>>,
): (string | number)[] {
  return names.map((name) => cell(values[name]));
}

function cell(value: string | number | undefined): string | number {
  return typeof value === 'string' ? guarded(clean(value, 32_000)) : (value ?? '');
}

/** Trimmed first: a spreadsheet ignores spaces before a formula. */
function guarded(value: string): string {
  const trimmed = value.trim();
  return /^[=+\-@\t\r＝＋－＠]/.test(trimmed) ? `'${trimmed}` : trimmed;
}

function listed(names: readonly string[]): string {
  return names.map((name) => guarded(clean(name, longest).replaceAll('|', '/'))).join(' | ');
}

function different(names: readonly string[]): string[] {
  return [...new Set(names)];
}
