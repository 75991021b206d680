import { isIP } from 'node:net';
import { type Alert, addressesIn } from '../company/alert';
import { usualLimit } from '../limits';
import { hash } from '../random';
import { badRequest } from '../refusal';
import type { Route, Visit } from '../route';
import { writeAlert } from '../writers/mde-alert';
import { alertReaders } from './alerts';
import { entity, list } from './answers';

const reads = { family: 'mde', limit: usualLimit } as const;
const mostLookBackHours = 720;

export const ipRoutes: readonly Route[] = [
  { ...reads, roles: ['Ip.Read.All'], endpoint: 'GET /api/ips/{ip}/stats', handle: statistics },
  {
    ...reads,
    roles: alertReaders,
    endpoint: 'GET /api/ips/{ip}/alerts',
    handle: (visit) =>
      list(
        visit.asked,
        'Alerts',
        alertsWith(visit).map((alert) => writeAlert(alert, visit.world, 'no evidence')),
      ),
  },
];

function statistics(visit: Visit) {
  const { asked, world } = visit;
  const address = addressOf(visit);
  const hours = Number(asked.query.get('lookBackHours') ?? mostLookBackHours);
  if (!Number.isInteger(hours) || hours < 1 || hours > mostLookBackHours) {
    throw badRequest('InvalidInput', 'lookBackHours must be between 1 and 720');
  }
  const from = world.clock.now() - hours * 3_600_000;
  const times = alertsWith(visit)
    .map(({ createdAt }) => createdAt)
    .filter((time) => time >= from);
  const known = times.length > 0;
  const prevalence = known ? 1 + (hash(`prevalence ${address}`) % 40) : 0;
  const seen = (time: number) => `${new Date(time).toISOString().slice(0, 19)}Z`;
  return entity(asked, 'microsoft.windowsDefenderATP.api.InOrgIPStats', {
    ipAddress: address,
    ...(world.switches.ipStatistics === 'legacy'
      ? { orgPrevalence: String(prevalence) }
      : { organizationPrevalence: prevalence }),
    orgFirstSeen: known ? seen(Math.min(...times) - 3_600_000) : null,
    orgLastSeen: known ? seen(Math.max(...times)) : null,
  });
}

function addressOf({ params }: Visit): string {
  const address = params['ip'] ?? '';
  if (isIP(address) === 0) throw badRequest('InvalidIpAddress', `Invalid ip address: ${address}`);
  return address;
}

/** Matches the text as it stands: Defender gives no sign of knowing that two spellings are one address. */
function alertsWith(visit: Visit): Alert[] {
  const address = addressOf(visit);
  return visit.world.stories
    .endpointAlerts()
    .filter((alert) => [...addressesIn(alert), ...alert.ips].includes(address));
}
