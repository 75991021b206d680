import { parseIp } from '../domain/ip';
import type { AddressMatch, FirstLook, PackageContents } from './first-look';

/**
 * Returns the alert addresses that appear in the machine's connections (with the process, where
 * known), DNS cache or firewall log, in alert order.
 */
export function matchAddresses(look: FirstLook, alertIps: readonly string[]): AddressMatch[] {
  if (!look.readable) return [];
  const addresses = new Set(alertIps.flatMap((ip) => parseIp(ip)?.address ?? []));
  const found = Map.groupBy(matchesIn(look, addresses), ({ address }) => address);
  return [...addresses].flatMap((address) => distinct(found.get(address) ?? []));
}

/** One pass over the records: there may be thousands of both. */
function* matchesIn(
  look: PackageContents,
  addresses: ReadonlySet<string>,
): Generator<AddressMatch> {
  for (const { process, remote: address, state } of look.connections)
    if (addresses.has(address))
      yield {
        address,
        where: 'connection',
        ...(process !== undefined && { process }),
        established: state === 'established',
      };
  for (const { address, name } of look.dns)
    if (addresses.has(address))
      yield { address, where: 'dns', ...(name !== undefined && { name }) };
  for (const { address } of look.firewall)
    if (addresses.has(address)) yield { address, where: 'firewall' };
}

/** Deduplicates equal matches, such as many connections of one process. */
function distinct(matches: readonly AddressMatch[]): AddressMatch[] {
  return [...new Map(matches.map((match) => [JSON.stringify(match), match])).values()];
}
