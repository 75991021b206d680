import ipaddr from 'ipaddr.js';
import { type Ip, type IpClass, isIn } from './ip';

/** An address range of the organisation with its name: `10.0.0.0/8`, "Head office". */
export interface OwnRange {
  readonly cidr: string;
  readonly name: string;
}

/** Finds the name of the smallest own range an address lies in. */
export function ownRangeFinder(ranges: readonly OwnRange[]): (ip: Ip) => string | undefined {
  const parsed = ranges
    .map(({ cidr, name }) => ({ name, range: ipaddr.parseCIDR(cidr) }))
    .toSorted((a, b) => b.range[1] - a.range[1]);
  if (parsed.length === 0) return () => undefined;
  return (ip) => {
    // An embedded address is the real destination of the traffic.
    const address = ipaddr.parse(ip.embedded ?? ip.address);
    return parsed.find(({ range }) => isIn(address, range))?.name;
  };
}

/**
 * Returns whether an address is inside the organisation or on the machine itself; everything else
 * is remote.
 */
export function isInternal(row: {
  readonly class: IpClass;
  readonly own?: string | undefined;
}): boolean {
  return row.own !== undefined || !remote.has(row.class);
}

// An alert's address in a documentation or reserved range was sent by somebody outside.
const remote = new Set<IpClass>(['public', 'documentation', 'reserved']);
