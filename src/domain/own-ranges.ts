import ipaddr from 'ipaddr.js';
import { type Ip, type IpClass, isIn } from './ip';
import { ipv4Number } from './ipv4-class';

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
  // By number: a report asks for thousands of addresses, and parsing each again takes longest.
  const spans = parsed.flatMap(({ name, range: [start, bits] }) => {
    if (start.kind() !== 'ipv4') return [];
    const size = 2 ** (32 - bits);
    const first = Math.floor(ipv4Number(start.toString()) / size) * size;
    return [{ name, first, last: first + size - 1 }];
  });
  return (ip) => {
    // An embedded address is the real destination of the traffic.
    const written = ip.embedded ?? ip.address;
    if (written.includes(':')) {
      const address = ipaddr.parse(written);
      return parsed.find(({ range }) => isIn(address, range))?.name;
    }
    const number = ipv4Number(written);
    return spans.find(({ first, last }) => number >= first && number <= last)?.name;
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
