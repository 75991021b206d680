import { notFound } from '../api-error';
import { type Alert, fileHashes, hostsIn } from '../company/alert';
import { usualLimit } from '../limits';
import type { Listing } from '../odata/query';
import type { RequestContext, Route } from '../route';
import type { World } from '../world';
import { writeAlert } from '../writers/mde-alert';
import { count, entity, list, queried } from './answers';
import { machineReaders, reachableMachine } from './machines';

export const alertReaders = ['Alert.Read.All', 'Alert.ReadWrite.All'];
const reads = { family: 'mde', roles: alertReaders, limit: usualLimit } as const;

export const alertRoutes: readonly Route[] = [
  { ...reads, endpoint: 'GET /api/alerts', handle: listAlerts },
  {
    ...reads,
    endpoint: 'GET /api/alerts/$count',
    handle: ({ request, world }) =>
      count(
        world.scenarios.endpointAlerts().map((alert) => writeAlert(alert, world, 'no evidence')),
        request,
        alertListing(world),
      ),
  },
  {
    ...reads,
    endpoint: 'GET /api/alerts/{id}',
    handle: (context) =>
      entity(
        context.request,
        'Alerts/$entity',
        writeAlert(alertOf(context), context.world, 'evidence'),
      ),
  },
  {
    ...reads,
    roles: ['Ip.Read.All'],
    endpoint: 'GET /api/alerts/{id}/ips',
    handle: (context) =>
      list(
        context.request,
        'Ips',
        alertOf(context).ips.map((id) => ({ id })),
      ),
  },
  {
    ...reads,
    roles: ['URL.Read.All'],
    endpoint: 'GET /api/alerts/{id}/domains',
    handle: (context) =>
      list(
        context.request,
        'Domains',
        hostsIn(alertOf(context)).map((host) => ({ host })),
      ),
  },
  {
    ...reads,
    roles: ['File.Read.All'],
    endpoint: 'GET /api/alerts/{id}/files',
    handle: (context) => list(context.request, 'Files', filesOf(alertOf(context))),
  },
  {
    ...reads,
    roles: machineReaders,
    endpoint: 'GET /api/alerts/{id}/machine',
    handle: (context) =>
      entity(
        context.request,
        'Machines/$entity',
        reachableMachine(context.world, alertOf(context).devices[0]?.machineId ?? 'of the alert'),
      ),
  },
  {
    ...reads,
    endpoint: 'GET /api/machines/{id}/alerts',
    handle: ({ request, world, params }) => {
      const { id } = reachableMachine(world, params['id'] ?? '');
      const own = world.scenarios
        .endpointAlerts()
        .filter(({ devices }) => devices[0]?.machineId === id);
      return list(
        request,
        'Alerts',
        own.map((alert) => writeAlert(alert, world, 'no evidence')),
      );
    },
  },
];

export function alertListing(world: World): Listing {
  return {
    options: ['$filter', '$top', '$skip', '$expand', '$orderby', '$count', '$select'],
    maxTop: 10_000,
    pageSize: world.switches.pageSize,
    fields: {
      alertCreationTime: 'date',
      lastUpdateTime: 'date',
      lastEventTime: 'date',
      incidentId: 'number',
      investigationId: 'number',
      id: 'text',
      assignedTo: 'text',
      detectionSource: 'text',
      status: 'text',
      severity: 'text',
      category: 'text',
    },
  };
}

/** The list contains evidence only with `$expand=evidence`. */
function listAlerts({ request, world }: RequestContext) {
  const depth = request.query.get('$expand') === 'evidence' ? 'evidence' : 'no evidence';
  const rows = world.scenarios.endpointAlerts().map((alert) => writeAlert(alert, world, depth));
  return queried(request, 'Alerts', rows, alertListing(world));
}

function alertOf({ world, params }: RequestContext): Alert {
  const found = world.scenarios.endpointAlerts().find(({ id }) => id === params['id']);
  if (!found) throw notFound(`Alert ${params['id']} was not found`);
  return found;
}

function filesOf({ evidence }: Alert) {
  return evidence.flatMap((item) => {
    if (item.kind !== 'File' && item.kind !== 'Process') return [];
    return [
      { ...fileHashes(item.file), fileProductName: null, size: 451_584, globalPrevalence: 3 },
    ];
  });
}
