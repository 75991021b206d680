import { stringify } from 'csv-stringify/sync';
import type { IpRow } from '../domain/ip-row';
import type { StoredReport } from '../domain/stored-report';
import { clean } from '../domain/text';

// Longer than any honest title; a spreadsheet's cell ends at 32,767 characters.
const longest = 500;

/** The columns, and what each says of an address. Lists are joined by `; `. */
const columns: Readonly<Record<string, (row: IpRow) => string | number | undefined>> = {
  address: ({ address }) => address,
  class: (row) => row.class,
  own_range: ({ own }) => own,
  embedded_address: ({ embedded }) => embedded,
  written_as: ({ written }) => listed(written),
  country: ({ country }) => country,
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

/**
 * All addresses of a report as CSV: RFC 4180, UTF-8 without a mark, the real addresses.
 *
 * What a spreadsheet would take for a formula gets an apostrophe before it, full-width signs included:
 * https://owasp.org/www-community/attacks/CSV_Injection (read 2026-11-20)
 */
export function csvOf({ rows }: StoredReport): Buffer {
  const names = Object.keys(columns);
  const cells = rows.map((row) => Object.values(columns).map((cellOf) => cell(cellOf(row))));
  const text = stringify([names, ...cells], { record_delimiter: 'windows', escape_formulas: true });
  return Buffer.from(text);
}

function cell(value: string | number | undefined): string {
  return typeof value === 'string' ? clean(value, 32_000) : String(value ?? '');
}

/** A separator inside a name would make two of it. */
function listed(names: readonly string[]): string {
  return names.map((name) => clean(name, longest).replaceAll(';', ',')).join('; ');
}

function different(names: readonly string[]): string[] {
  return [...new Set(names)];
}
