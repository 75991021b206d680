import type { Answer } from '../answer';
import { badRequest, notFound } from '../api-error';
import { graphLimit } from '../limits';
import type { RequestContext, Route } from '../route';
import { writeGraphAlert, writeGraphIncident } from '../writers/graph';
import { jsonBody } from './collect';
import {
  alertListing,
  graphEntity,
  graphList,
  incidentListing,
  memberListing,
} from './graph-lists';

const alerts = {
  family: 'graph',
  limit: graphLimit,
  roles: ['SecurityAlert.Read.All', 'SecurityAlert.ReadWrite.All'],
} as const;
const incidents = {
  family: 'graph',
  limit: graphLimit,
  roles: ['SecurityIncident.Read.All', 'SecurityIncident.ReadWrite.All'],
} as const;
/** Graph's limit per request. */
const maxGroups = 20;

export const graphRoutes: readonly Route[] = [
  {
    ...alerts,
    endpoint: 'GET /v1.0/security/alerts_v2',
    handle: ({ request, world }) => {
      const rows = world.scenarios.alerts().map((alert) => writeGraphAlert(alert, world));
      return graphList(request, 'security/alerts_v2', rows, alertListing);
    },
  },
  {
    ...alerts,
    endpoint: 'GET /v1.0/security/alerts_v2/{id}',
    handle: ({ request, world, params }) => {
      const found = world.scenarios.alerts().find(({ id }) => id === params['id']);
      if (!found) throw notFound(`Alert ${params['id']} was not found`);
      return graphEntity(request, 'security/alerts_v2', writeGraphAlert(found, world));
    },
  },
  { ...incidents, endpoint: 'GET /v1.0/security/incidents', handle: listIncidents },
  { ...incidents, endpoint: 'GET /v1.0/security/incidents/{id}', handle: oneIncident },
  {
    family: 'graph',
    roles: ['GroupMember.Read.All', 'Group.Read.All', 'Directory.Read.All'],
    limit: graphLimit,
    endpoint: 'POST /v1.0/users/{id}/checkMemberGroups',
    handle: checkMemberGroups,
  },
  {
    family: 'graph',
    roles: ['GroupMember.Read.All', 'Group.Read.All', 'Directory.Read.All'],
    limit: graphLimit,
    endpoint: 'GET /v1.0/groups/{id}/transitiveMembers',
    handle: transitiveMembers,
  },
];

function listIncidents(context: RequestContext): Answer {
  const { request, world } = context;
  const rows = world.scenarios.incidents().map((incident) => expanded(context, incident));
  return graphList(request, `security/incidents${contextOf(context)}`, rows, incidentListing);
}

function oneIncident(context: RequestContext): Answer {
  const { request, world, params } = context;
  const found = world.scenarios.incidents().find(({ id }) => String(id) === params['id']);
  if (!found) throw notFound(`Incident ${params['id']} was not found`);
  return graphEntity(request, `security/incidents${contextOf(context)}`, expanded(context, found));
}

const isExpanded = ({ request }: RequestContext) => request.query.get('$expand') === 'alerts';
const contextOf = (context: RequestContext) => (isExpanded(context) ? '(alerts())' : '');

function expanded(
  context: RequestContext,
  incident: Parameters<typeof writeGraphIncident>[0],
): object {
  const written = writeGraphIncident(incident, context.world);
  if (!isExpanded(context)) return written;
  const own = context.world.scenarios
    .alerts()
    .filter(({ incidentId }) => incidentId === incident.id);
  return { ...written, alerts: own.map((alert) => writeGraphAlert(alert, context.world)) };
}

function checkMemberGroups({ request, world, params }: RequestContext): Answer {
  const { groupIds } = jsonBody(request);
  if (!Array.isArray(groupIds) || groupIds.length === 0 || groupIds.length > maxGroups) {
    throw badRequest('Request_BadRequest', `groupIds must hold 1 to ${maxGroups} ids`);
  }
  const own = world.groups.get((params['id'] ?? '').toLowerCase()) ?? [];
  const context = `${request.origin}/v1.0/$metadata#Collection(Edm.String)`;
  const value = groupIds.filter((group) => own.includes(String(group)));
  return { status: 200, body: { '@odata.context': context, value } };
}

/** Lists users only; a group exists if it has a member. */
function transitiveMembers({ request, world, params }: RequestContext): Answer {
  const members = [...world.groups].filter(([, groups]) => groups.includes(params['id'] ?? ''));
  if (members.length === 0) throw notFound(`Resource '${params['id']}' does not exist`);
  const rows = members.map(([id]) => ({
    '@odata.type': '#microsoft.graph.user',
    id,
    displayName: world.names.get(id) ?? null,
    accountEnabled: true,
  }));
  return graphList(request, 'directoryObjects', rows, memberListing);
}
