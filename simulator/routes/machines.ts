import { isIP } from 'node:net';
import { badRequest, notFound } from '../api-error';
import type { Machine } from '../company/machine';
import { usualLimit } from '../limits';
import { ticks } from '../odata/instant';
import type { Listing } from '../odata/query';
import type { RequestContext, Route } from '../route';
import type { World } from '../world';
import { count, entity, list, queried } from './answers';

export const machineReaders = ['Machine.Read.All', 'Machine.ReadWrite.All'];
const quarterHourMs = 15 * 60_000;
const thirtyDaysMs = 30 * 86_400_000;

const reads = { family: 'mde', roles: machineReaders, limit: usualLimit } as const;

export const machineRoutes: readonly Route[] = [
  {
    ...reads,
    endpoint: 'GET /api/machines',
    handle: ({ request, world }) => queried(request, 'Machines', world.machines, listing(world)),
  },
  {
    ...reads,
    endpoint: 'GET /api/machines/$count',
    handle: ({ request, world }) => count(world.machines, request, listing(world)),
  },
  { ...reads, endpoint: 'GET /api/machines/findbytag', handle: findByTag },
  { ...reads, endpoint: 'GET /api/machines/findbyip({args})', handle: findByIp },
  {
    ...reads,
    endpoint: 'GET /api/machines/{id}',
    handle: ({ request, world, params }) =>
      entity(request, 'Machines/$entity', reachableMachine(world, params['id'] ?? '')),
  },
];

/** `firstSeen`, `rbacGroupName` and `lastExternalIpAddress` cannot be filtered on. */
function listing(world: World): Listing {
  return {
    options: ['$filter', '$top', '$skip', '$select', '$orderby', '$count'],
    maxTop: 10_000,
    pageSize: world.switches.pageSize,
    fields: {
      computerDnsName: 'text',
      id: 'text',
      version: 'text',
      deviceValue: 'text',
      aadDeviceId: 'text',
      machineTags: 'texts',
      lastSeen: 'date',
      exposureLevel: 'text',
      onboardingStatus: 'text',
      lastIpAddress: 'text',
      healthStatus: 'text',
      osPlatform: 'text',
      riskScore: 'text',
      rbacGroupId: 'number',
    },
  };
}

/**
 * The machine with this id or name. A record merged into another is still listed but not found
 * directly; which of several records with one name is returned is undocumented.
 */
export function reachableMachine(world: World, idOrName: string): Machine {
  const wanted = idOrName.toLowerCase();
  const found = world.machines.find(
    ({ id, computerDnsName, mergedIntoMachineId }) =>
      mergedIntoMachineId === null && (id === wanted || computerDnsName?.toLowerCase() === wanted),
  );
  if (!found) throw notFound(`Machine ${idOrName} was not found`);
  return found;
}

function findByTag({ request, world }: RequestContext) {
  const tag = request.query.get('tag');
  if (!tag) throw badRequest('MissingRequiredParameter', "Required parameter 'tag' is missing.");
  const startsWith = request.query.get('useStartsWithFilter') === 'true';
  const found = world.machines.filter(({ machineTags }) =>
    machineTags.some((own) => (startsWith ? own.startsWith(tag) : own === tag)),
  );
  return list(request, 'Machines', found);
}

function findByIp({ request, world, params }: RequestContext) {
  const [, ip = '', timestamp = ''] =
    /^ip='([^']*)',\s*timestamp=(\S+)$/.exec(params['args'] ?? '') ?? [];
  const at = Date.parse(timestamp);
  if (isIP(ip) === 0) throw badRequest('InvalidIpAddress', `Invalid ip address: ${ip}`);
  if (ticks(timestamp) === undefined) throw badRequest('InvalidInput', 'Timestamp is not valid');
  const now = world.clock.now();
  if (at < now - thirtyDaysMs || at > now + quarterHourMs) {
    throw badRequest('InvalidInput', 'Timestamp must be within the last 30 days');
  }
  const found = world.machines.filter(
    ({ lastIpAddress, ipAddresses, firstSeen, lastSeen, healthStatus }) =>
      (lastIpAddress === ip || ipAddresses.some(({ ipAddress }) => ipAddress === ip)) &&
      at >= Date.parse(firstSeen) - quarterHourMs &&
      (healthStatus === 'Active' || at <= Date.parse(lastSeen) + quarterHourMs),
  );
  return list(request, 'Machines', found);
}
