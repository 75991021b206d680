import { isIP } from 'node:net';
import { badRequest } from '../api-error';
import { type Alert, addressesIn } from '../company/alert';
import { usualLimit } from '../limits';
import { hash } from '../random';
import type { RequestContext, Route } from '../route';
import { writeAlert } from '../writers/mde-alert';
import { alertReaders } from './alerts';
import { entity, list } from './answers';

const reads = { family: 'mde', limit: usualLimit } as const;
const maxLookBackHours = 720;

export const ipRoutes: readonly Route[] = [
  { ...reads, roles: ['Ip.Read.All'], endpoint: 'GET /api/ips/{ip}/stats', handle: statistics },
  {
    ...reads,
    roles: alertReaders,
    endpoint: 'GET /api/ips/{ip}/alerts',
    handle: (context) =>
      list(
        context.request,
        'Alerts',
        alertsWith(context).map((alert) => writeAlert(alert, context.world, 'no evidence')),
      ),
  },
];

function statistics(context: RequestContext) {
  const { request, world } = context;
  const address = addressOf(context);
  const hours = Number(request.query.get('lookBackHours') ?? maxLookBackHours);
  if (!Number.isInteger(hours) || hours < 1 || hours > maxLookBackHours) {
    throw badRequest('InvalidInput', 'lookBackHours must be between 1 and 720');
  }
  const from = world.clock.now() - hours * 3_600_000;
  const times = alertsWith(context)
    .map(({ createdAt }) => createdAt)
    .filter((time) => time >= from);
  const known = times.length > 0;
  const prevalence = known ? 1 + (hash(`prevalence ${address}`) % 40) : 0;
  const seen = (time: number) => `${new Date(time).toISOString().slice(0, 19)}Z`;
  return entity(request, 'microsoft.windowsDefenderATP.api.InOrgIPStats', {
    ipAddress: address,
    ...(world.switches.ipStatistics === 'legacy'
      ? { orgPrevalence: String(prevalence) }
      : { organizationPrevalence: prevalence }),
    orgFirstSeen: known ? seen(Math.min(...times) - 3_600_000) : null,
    orgLastSeen: known ? seen(Math.max(...times)) : null,
  });
}

function addressOf({ params }: RequestContext): string {
  const address = params['ip'] ?? '';
  if (isIP(address) === 0) throw badRequest('InvalidIpAddress', `Invalid ip address: ${address}`);
  return address;
}

/** Matches the exact text: Defender isn't known to normalise addresses. */
function alertsWith(context: RequestContext): Alert[] {
  const address = addressOf(context);
  return context.world.scenarios
    .endpointAlerts()
    .filter((alert) => [...addressesIn(alert), ...alert.ips].includes(address));
}
