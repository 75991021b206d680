import { type Incident, severities } from '../domain/alert';
import { incidentPath } from './graph';
import { type IncidentSource, isIncidentId } from './incidents';
import { alertShape, type MdeAlert } from './mde-alert';
import { instant } from './odata';
import { pagesOf } from './pages';
import type { Transport } from './transport';

// Each `incidentId eq n` is four nodes of the hundred that ASP.NET's OData takes by default.
const incidentsPerCall = 20;

/**
 * Groups MDE alerts into incidents, for tenants that grant MDE permissions only.
 *
 * Alerts of other products are missing, the first alert gives the name, and merges are unknown.
 *
 * Limit: 100 calls a minute and 1500 an hour. Permission: Alert.Read.All or Alert.ReadWrite.All.
 * Source: https://learn.microsoft.com/defender-endpoint/api/get-alerts (page of 2025-03-01)
 */
export function groupedIncidents(http: Transport, portal: string): IncidentSource {
  const list = (filter: string, options: { expand: boolean; top: number }) =>
    pagesOf(http, {
      endpoint: 'listAlerts',
      path: '/api/alerts',
      item: alertShape(portal),
      options: { $filter: filter, $expand: options.expand ? 'evidence' : undefined },
      top: options.top,
    });

  const read = async (ids: readonly string[]): Promise<Incident[]> => {
    const groups = new Map<string, Map<string, MdeAlert>>();
    const filter = ids.map((id) => `incidentId eq ${id}`).join(' or ');
    for await (const rows of list(filter, { expand: true, top: 500 })) {
      for (const row of rows) group(groups, row);
    }
    return ids.flatMap((id) => {
      const alerts = [...(groups.get(id)?.values() ?? [])];
      return alerts.length > 0 ? [incidentOf(id, alerts, portal)] : [];
    });
  };

  return {
    incident: async (id) => (isIncidentId(id) ? (await read([id]))[0] : undefined),
    async *incidentsSince(since) {
      const ids = new Set<string>();
      const filter = `lastUpdateTime ge ${instant(since)}`;
      for await (const rows of list(filter, { expand: false, top: 1000 })) {
        for (const { alert } of rows) if (alert.incidentId) ids.add(alert.incidentId);
      }
      const known = [...ids].filter(isIncidentId);
      for (let at = 0; at < known.length; at += incidentsPerCall) {
        yield await read(known.slice(at, at + incidentsPerCall));
      }
    },
  };
}

function group(groups: Map<string, Map<string, MdeAlert>>, row: MdeAlert): void {
  const id = row.alert.incidentId;
  if (!id) return;
  const alerts = groups.get(id) ?? new Map<string, MdeAlert>();
  groups.set(id, alerts.set(row.alert.id, row));
}

function incidentOf(id: string, rows: readonly MdeAlert[], portal: string): Incident {
  const byAge = rows.toSorted((a, b) => a.alert.createdAt.localeCompare(b.alert.createdAt));
  const alerts = byAge.map(({ alert }) => alert);
  const worst = severities.findLast((level) => alerts.some((alert) => alert.severity === level));
  return {
    id,
    name: alerts[0]?.title ?? '',
    severity: worst ?? 'unknown',
    status: rows.every(({ resolved }) => resolved) ? 'resolved' : 'active',
    createdAt: alerts[0]?.createdAt ?? '',
    updatedAt:
      rows
        .map(({ updatedAt }) => updatedAt)
        .sort()
        .at(-1) ?? '',
    tags: [],
    url: portal + incidentPath(id),
    alerts,
  };
}
