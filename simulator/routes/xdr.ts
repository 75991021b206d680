import type { Answer } from '../answer';
import { notFound } from '../api-error';
import { usualLimit } from '../limits';
import { type Listing, page } from '../odata/query';
import type { RequestContext, Route } from '../route';
import { writeXdrIncident } from '../writers/xdr';
import { entity, linkTo } from './answers';

const reads = { family: 'xdr', roles: ['Incident.Read.All', 'Incident.ReadWrite.All'] } as const;

export const xdrRoutes: readonly Route[] = [
  {
    ...reads,
    endpoint: 'GET /api/incidents',
    limit: { perMinute: 50, perHour: 1500 },
    handle: listIncidents,
  },
  { ...reads, endpoint: 'GET /api/incidents/{id}', limit: usualLimit, handle: oneIncident },
];

const listing: Listing = {
  options: ['$filter', '$top', '$skip'],
  maxTop: 100,
  pageSize: 100,
  fields: { lastUpdateTime: 'date', createdTime: 'date', status: 'text', assignedTo: 'text' },
};

function listIncidents(context: RequestContext): Answer {
  const { request } = context;
  const found = page(writeAll(context), request.query, listing);
  const next =
    found.nextSkip === undefined ? {} : { '@odata.nextLink': linkTo(request, found.nextSkip) };
  return entity(request, 'Incidents', { value: found.rows, ...next });
}

/** A single incident has no context. */
function oneIncident(context: RequestContext): Answer {
  const found = writeAll(context).find(
    ({ incidentId }) => String(incidentId) === context.params['id'],
  );
  if (!found) throw notFound(`Incident ${context.params['id']} was not found`);
  return { status: 200, body: found };
}

function writeAll({ world }: RequestContext) {
  const alerts = Map.groupBy(world.scenarios.alerts(), ({ incidentId }) => incidentId);
  return world.scenarios
    .incidents()
    .map((incident) => writeXdrIncident(incident, alerts.get(incident.id) ?? [], world));
}
