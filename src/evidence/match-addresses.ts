import { parseIp } from '../domain/ip';
import type { AddressMatch, FirstLook, PackageLook } from './first-look';

/**
 * Which of the alerts' addresses the machine itself speaks of: in its connections (with the process,
 * where the file says so), its DNS cache or its firewall log. In the order of the alerts.
 */
export function matchAddresses(look: FirstLook, alertIps: readonly string[]): AddressMatch[] {
  if (!look.readable) return [];
  const addresses = new Set(alertIps.flatMap((ip) => parseIp(ip)?.address ?? []));
  return [...addresses].flatMap((address) => distinct(matchesOf(look, address)));
}

function matchesOf(look: PackageLook, address: string): AddressMatch[] {
  return [
    ...look.connections
      .filter(({ remote }) => remote === address)
      .map(({ process, state }) => ({
        address,
        where: 'connection' as const,
        ...(process !== undefined && { process }),
        established: state === 'established',
      })),
    ...look.dns
      .filter((answer) => answer.address === address)
      .map(({ name }) => ({ address, where: 'dns' as const, ...(name !== undefined && { name }) })),
    ...look.firewall
      .filter((peer) => peer.address === address)
      .map(() => ({ address, where: 'firewall' as const })),
  ];
}

/** Twenty connections of one process are one piece of news. */
function distinct(matches: readonly AddressMatch[]): AddressMatch[] {
  return [...new Map(matches.map((match) => [JSON.stringify(match), match])).values()];
}
