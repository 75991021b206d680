import type { Answer } from '../answer';
import { graphLimit } from '../limits';
import { badRequest, notFound } from '../refusal';
import type { Route, Visit } from '../route';
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
/** As many as Graph takes in one question. */
const mostGroups = 20;

export const graphRoutes: readonly Route[] = [
  {
    ...alerts,
    endpoint: 'GET /v1.0/security/alerts_v2',
    handle: ({ asked, world }) => {
      const rows = world.stories.alerts().map((alert) => writeGraphAlert(alert, world));
      return graphList(asked, 'security/alerts_v2', rows, alertListing);
    },
  },
  {
    ...alerts,
    endpoint: 'GET /v1.0/security/alerts_v2/{id}',
    handle: ({ asked, world, params }) => {
      const found = world.stories.alerts().find(({ id }) => id === params['id']);
      if (!found) throw notFound(`Alert ${params['id']} was not found`);
      return graphEntity(asked, 'security/alerts_v2', writeGraphAlert(found, world));
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

function listIncidents(visit: Visit): Answer {
  const { asked, world } = visit;
  const rows = world.stories.incidents().map((incident) => expanded(visit, incident));
  return graphList(asked, `security/incidents${contextOf(visit)}`, rows, incidentListing);
}

function oneIncident(visit: Visit): Answer {
  const { asked, world, params } = visit;
  const found = world.stories.incidents().find(({ id }) => String(id) === params['id']);
  if (!found) throw notFound(`Incident ${params['id']} was not found`);
  return graphEntity(asked, `security/incidents${contextOf(visit)}`, expanded(visit, found));
}

const isExpanded = ({ asked }: Visit) => asked.query.get('$expand') === 'alerts';
const contextOf = (visit: Visit) => (isExpanded(visit) ? '(alerts())' : '');

function expanded(visit: Visit, incident: Parameters<typeof writeGraphIncident>[0]): object {
  const written = writeGraphIncident(incident, visit.world);
  if (!isExpanded(visit)) return written;
  const own = visit.world.stories.alerts().filter(({ incidentId }) => incidentId === incident.id);
  return { ...written, alerts: own.map((alert) => writeGraphAlert(alert, visit.world)) };
}

function checkMemberGroups({ asked, world, params }: Visit): Answer {
  const { groupIds } = jsonBody(asked);
  if (!Array.isArray(groupIds) || groupIds.length === 0 || groupIds.length > mostGroups) {
    throw badRequest('Request_BadRequest', `groupIds must hold 1 to ${mostGroups} ids`);
  }
  const own = world.groups.get((params['id'] ?? '').toLowerCase()) ?? [];
  const context = `${asked.origin}/v1.0/$metadata#Collection(Edm.String)`;
  const value = groupIds.filter((group) => own.includes(String(group)));
  return { status: 200, body: { '@odata.context': context, value } };
}

/** Members of every kind; only users are known here, and a group is known by having one. */
function transitiveMembers({ asked, world, params }: Visit): Answer {
  const members = [...world.groups].filter(([, groups]) => groups.includes(params['id'] ?? ''));
  if (members.length === 0) throw notFound(`Resource '${params['id']}' does not exist`);
  const rows = members.map(([id]) => ({
    '@odata.type': '#microsoft.graph.user',
    id,
    displayName: world.names.get(id) ?? null,
    accountEnabled: true,
  }));
  return graphList(asked, 'directoryObjects', rows, memberListing);
}
