import type { Answer } from '../answer';
import { usualLimit } from '../limits';
import { type Listing, page } from '../odata/query';
import { notFound } from '../refusal';
import type { Route, Visit } from '../route';
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

function listIncidents(visit: Visit): Answer {
  const { asked } = visit;
  const found = page(writeAll(visit), asked.query, listing);
  const next =
    found.nextSkip === undefined ? {} : { '@odata.nextLink': linkTo(asked, found.nextSkip) };
  return entity(asked, 'Incidents', { value: found.rows, ...next });
}

/** A single incident comes bare, without a context. */
function oneIncident(visit: Visit): Answer {
  const found = writeAll(visit).find(({ incidentId }) => String(incidentId) === visit.params['id']);
  if (!found) throw notFound(`Incident ${visit.params['id']} was not found`);
  return { status: 200, body: found };
}

function writeAll({ world }: Visit) {
  const alerts = Map.groupBy(world.stories.alerts(), ({ incidentId }) => incidentId);
  return world.stories
    .incidents()
    .map((incident) => writeXdrIncident(incident, alerts.get(incident.id) ?? [], world));
}
