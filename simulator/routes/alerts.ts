import { type Alert, fileHashes, hostsIn } from '../company/alert';
import { usualLimit } from '../limits';
import type { Listing } from '../odata/query';
import { notFound } from '../refusal';
import type { Route, Visit } from '../route';
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
    handle: ({ asked, world }) =>
      count(
        world.stories.endpointAlerts().map((alert) => writeAlert(alert, world, 'no evidence')),
        asked,
        alertListing(world),
      ),
  },
  {
    ...reads,
    endpoint: 'GET /api/alerts/{id}',
    handle: (visit) =>
      entity(visit.asked, 'Alerts/$entity', writeAlert(alertOf(visit), visit.world, 'evidence')),
  },
  {
    ...reads,
    roles: ['Ip.Read.All'],
    endpoint: 'GET /api/alerts/{id}/ips',
    handle: (visit) =>
      list(
        visit.asked,
        'Ips',
        alertOf(visit).ips.map((id) => ({ id })),
      ),
  },
  {
    ...reads,
    roles: ['URL.Read.All'],
    endpoint: 'GET /api/alerts/{id}/domains',
    handle: (visit) =>
      list(
        visit.asked,
        'Domains',
        hostsIn(alertOf(visit)).map((host) => ({ host })),
      ),
  },
  {
    ...reads,
    roles: ['File.Read.All'],
    endpoint: 'GET /api/alerts/{id}/files',
    handle: (visit) => list(visit.asked, 'Files', filesOf(alertOf(visit))),
  },
  {
    ...reads,
    roles: machineReaders,
    endpoint: 'GET /api/alerts/{id}/machine',
    handle: (visit) =>
      entity(
        visit.asked,
        'Machines/$entity',
        reachableMachine(visit.world, alertOf(visit).devices[0]?.machineId ?? 'of the alert'),
      ),
  },
  {
    ...reads,
    endpoint: 'GET /api/machines/{id}/alerts',
    handle: ({ asked, world, params }) => {
      const { id } = reachableMachine(world, params['id'] ?? '');
      const own = world.stories
        .endpointAlerts()
        .filter(({ devices }) => devices[0]?.machineId === id);
      return list(
        asked,
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

/** The list gives no evidence unless it is asked to. */
function listAlerts({ asked, world }: Visit) {
  const depth = asked.query.get('$expand') === 'evidence' ? 'evidence' : 'no evidence';
  const rows = world.stories.endpointAlerts().map((alert) => writeAlert(alert, world, depth));
  return queried(asked, 'Alerts', rows, alertListing(world));
}

function alertOf({ world, params }: Visit): Alert {
  const found = world.stories.endpointAlerts().find(({ id }) => id === params['id']);
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
