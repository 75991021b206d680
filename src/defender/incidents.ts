import type { Incident } from '../domain/alert';
import { DefenderRefusedError } from '../domain/errors';
import { incidentShape as graphShape } from './graph';
import { instant, segment, withQuery } from './odata';
import { found, linkedPages, pagesOf } from './pages';
import type { Transport } from './transport';
import { incidentShape as xdrShape } from './xdr';

/** Source of incidents: Graph, the XDR API, or grouped MDE alerts. */
export interface IncidentSource {
  /** Gets an incident with its alerts, or undefined. A merged one has `redirectedTo`. */
  incident(incidentId: string): Promise<Incident | undefined>;
  /** Streams incidents updated at or after `since`; one may come twice. */
  incidentsSince(since: Date): AsyncIterable<Incident[]>;
}

/** Incident ids are numbers in every API; nothing else enters a path. */
export function isIncidentId(id: string): boolean {
  return /^\d{1,19}$/.test(id);
}

/**
 * Incidents from Graph, the only source that knows which machines are compromised.
 *
 * Limit: 150 calls a minute. Permission: SecurityIncident.Read.All.
 * Source: https://learn.microsoft.com/graph/api/security-list-incidents (read 2026-11-20): `$top` up
 * to 50, next pages by `nextLink`
 */
export function graphIncidents(http: Transport, portal: string): IncidentSource {
  const shape = graphShape(portal);
  const one = async (id: string) => {
    if (!isIncidentId(id)) return undefined;
    const path = withQuery(`/v1.0/security/incidents/${segment(id)}`, { $expand: 'alerts' });
    return found(http.get({ endpoint: 'getGraphIncident', path, shape }));
  };
  return {
    incident: one,
    async *incidentsSince(since) {
      try {
        yield* graphPages(http, { since, shape, expand: 'alerts' });
      } catch (error) {
        if (!isServerError(error)) throw error;
        // Large tenants get a lasting 500 for `$expand` in a list, on whichever page; one by one it works.
        // Source: https://github.com/elastic/integrations/issues/18144 (read 2026-11-20)
        yield* oneByOne(graphPages(http, { since, shape }), one);
      }
    },
  };
}

/** Reads incidents one by one; rethrows the last server error at the end, so that the caller retries. */
async function* oneByOne(
  pages: AsyncIterable<Incident[]>,
  one: IncidentSource['incident'],
): AsyncGenerator<Incident[]> {
  let refused: Error | undefined;
  for await (const page of pages) {
    for (const { id } of page) {
      try {
        yield [await one(id)].filter((read) => read !== undefined);
      } catch (error) {
        if (!isServerError(error)) throw error;
        refused = error as Error;
      }
    }
  }
  if (refused) throw refused;
}

function graphPages(
  http: Transport,
  { expand, shape, since }: { since: Date; shape: ReturnType<typeof graphShape>; expand?: string },
): AsyncGenerator<Incident[]> {
  const path = withQuery('/v1.0/security/incidents', {
    $filter: `lastUpdateDateTime ge ${instant(since)}`,
    $expand: expand,
    $top: 50,
  });
  return linkedPages(http, { endpoint: 'listGraphIncidents', path, item: shape });
}

/**
 * Incidents from the XDR API.
 *
 * Limit: 50 lists a minute and 1500 an hour. Permission: Incident.Read.All.
 * Source: https://learn.microsoft.com/defender-xdr/api-list-incidents (page of 2026-08-07): `$top` up to 100
 */
export function xdrIncidents(http: Transport, portal: string): IncidentSource {
  const shape = xdrShape(portal);
  return {
    async incident(id) {
      if (!isIncidentId(id)) return undefined;
      const path = `/api/incidents/${segment(id)}`;
      return found(http.get({ endpoint: 'getXdrIncident', path, shape }));
    },
    incidentsSince: (since) =>
      pagesOf(http, {
        endpoint: 'listXdrIncidents',
        path: '/api/incidents',
        item: shape,
        options: { $filter: `lastUpdateTime ge ${instant(since)}` },
        top: 100,
      }),
  };
}

function isServerError(error: unknown): boolean {
  return error instanceof DefenderRefusedError && error.refusal.status >= 500;
}
