import { isIP } from 'node:net';
import { z } from 'zod';
import type { Alert, Severity } from '../domain/alert';
import type { AlertFilter, IpStatistics } from '../ports';
import { alertShape as graphAlertShape } from './graph';
import { amount, moment, required } from './lenient';
import { longPagesOf } from './long-pages';
import { isAlertSegment } from './machines';
import { alertShape } from './mde-alert';
import { instant, pageOf, segment, withQuery } from './odata';
import { found, linkedPages } from './pages';
import type { Transport } from './transport';

// An alert with evidence is 5 to 20 KB, so a full page would take 200 MB in memory.
const [most, maxHeld] = [10_000, 500];

/**
 * Gets one alert with its evidence, or undefined. The MDE API knows alerts of Defender for Endpoint
 * only.
 *
 * Limit: 100 calls a minute and 1500 an hour. Permission: Alert.Read.All or Alert.ReadWrite.All.
 * Source: https://learn.microsoft.com/defender-endpoint/api/get-alert-info-by-id (page of 2020-12-18)
 */
export async function alert(
  http: Transport,
  alertId: string,
  portal: string,
): Promise<Alert | undefined> {
  if (!isAlertSegment(alertId)) return undefined;
  const path = `/api/alerts/${segment(alertId)}`;
  return (await found(http.get({ endpoint: 'getAlert', path, shape: alertShape(portal) })))?.alert;
}

/**
 * Streams the alerts created in a time range, with evidence, in batches of bounded size.
 *
 * Several severities are filtered here, because Defender's filter would need parentheses.
 *
 * Limit: 100 calls a minute and 1500 an hour. Permission: Alert.Read.All or Alert.ReadWrite.All.
 * Source: https://learn.microsoft.com/defender-endpoint/api/get-alerts (page of 2025-03-01): `$top` up
 * to 10,000
 */
export async function* alerts(
  http: Transport,
  filter: AlertFilter,
  portal: string,
): AsyncGenerator<Alert[]> {
  const pages = longPagesOf(http, {
    endpoint: 'listAlerts',
    path: '/api/alerts',
    item: alertShape(portal).transform(({ alert }) => alert),
    options: { $filter: conditions(filter), $expand: 'evidence' },
    top: maxHeld,
    maxTop: most,
  });
  yield* onlyNew(pages, filter.severity);
}

// An alert with evidence is 5 to 20 KB: a page takes up to 4 MB.
const graphPage = 200;

/**
 * Gets an alert of any product from Graph, or undefined.
 *
 * Limit: 150 calls a minute. Permission: SecurityAlert.Read.All.
 * Source: https://learn.microsoft.com/graph/api/security-alert-get (read 2026-11-30)
 */
export async function graphAlert(
  http: Transport,
  alertId: string,
  portal: string,
): Promise<Alert | undefined> {
  if (!isAlertSegment(alertId)) return undefined;
  const path = `/v1.0/security/alerts_v2/${segment(alertId)}`;
  return found(http.get({ endpoint: 'getGraphAlert', path, shape: graphAlertShape(portal) }));
}

/**
 * Streams the alerts of all products created in a time range from Graph, page by page. Severities are
 * filtered here, as for MDE.
 *
 * Limit: 150 calls a minute. Permission: SecurityAlert.Read.All.
 * Source: https://learn.microsoft.com/graph/api/security-list-alerts_v2 (read 2026-11-30): `$top` up to
 * 1,000, next pages by `nextLink`
 */
export async function* graphAlerts(
  http: Transport,
  { from, severity: wanted, to }: AlertFilter,
  portal: string,
): AsyncGenerator<Alert[]> {
  const path = withQuery('/v1.0/security/alerts_v2', {
    $filter: `createdDateTime ge ${instant(from)} and createdDateTime lt ${instant(to)}`,
    $top: graphPage,
  });
  const pages = linkedPages(http, {
    endpoint: 'listGraphAlerts',
    path,
    item: graphAlertShape(portal),
  });
  yield* onlyNew(pages, wanted);
}

/** Drops alerts that came before, when new ones shifted the pages, and those of other severities. */
async function* onlyNew(
  pages: AsyncIterable<readonly Alert[]>,
  wanted: AlertFilter['severity'],
): AsyncGenerator<Alert[]> {
  const seen = new Set<string>();
  for await (const rows of pages) {
    const fresh = rows.filter(
      ({ id, severity }) => !seen.has(id) && (!wanted?.length || fits(severity, wanted)),
    );
    for (const { id } of fresh) seen.add(id);
    if (fresh.length > 0) yield fresh;
  }
}

const spelling: Readonly<Record<Severity, string>> = {
  informational: 'Informational',
  low: 'Low',
  medium: 'Medium',
  high: 'High',
};

function conditions({ from, to, severity }: AlertFilter): string {
  const span = `alertCreationTime ge ${instant(from)} and alertCreationTime lt ${instant(to)}`;
  const [only, ...others] = severity ?? [];
  return only && others.length === 0 ? `${span} and severity eq '${spelling[only]}'` : span;
}

function fits(severity: Severity | 'unknown', wanted: readonly Severity[]): boolean {
  return wanted.some((level) => level === severity);
}

/**
 * Gets the addresses that Defender relates to an alert, as written. They differ from the evidence in
 * both directions, so use both.
 *
 * Limit: 100 calls a minute and 1500 an hour. Permission: Ip.Read.All.
 * Source: https://learn.microsoft.com/defender-endpoint/api/get-alert-related-ip-info (page of 2020-12-18)
 */
export async function alertIps(http: Transport, alertId: string): Promise<string[]> {
  if (!isAlertSegment(alertId)) return [];
  const path = `/api/alerts/${segment(alertId)}/ips`;
  const shape = pageOf(z.object({ id: required }));
  const page = await found(http.get({ endpoint: 'listAlertIps', path, shape }));
  return page ? page.items.map(({ id }) => id) : [];
}

// Older answers use `orgPrevalence`, as text.
const statisticsShape = z
  .object({
    organizationPrevalence: amount,
    orgPrevalence: amount,
    orgFirstSeen: moment,
    orgLastSeen: moment,
  })
  .transform((said) => ({
    prevalence: said.organizationPrevalence || said.orgPrevalence,
    firstSeen: said.orgFirstSeen,
    lastSeen: said.orgLastSeen,
  }));

/**
 * Gets the number of the organisation's machines that connected to an address in the last 30 days;
 * 0 for unknown addresses.
 *
 * Limit: 100 calls a minute and 1500 an hour. Permission: Ip.Read.All.
 * Source: https://learn.microsoft.com/defender-endpoint/api/get-ip-statistics (page of 2024-04-17)
 */
export async function ipStatistics(http: Transport, ip: string): Promise<IpStatistics> {
  const nothing = { ip, prevalence: 0 };
  if (isIP(ip) === 0) return nothing;
  const path = withQuery(`/api/ips/${segment(ip)}/stats`, { lookBackHours: 720 });
  const said = await found(http.get({ endpoint: 'getIpStatistics', path, shape: statisticsShape }));
  return said ? { ip, ...said } : nothing;
}
