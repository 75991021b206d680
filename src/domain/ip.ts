import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { type IpClass, ipv4Class } from './ipv4-class';

export type { IpClass } from './ipv4-class';

export interface Ip {
  /** Canonical: RFC 5952 without zone; IPv4-mapped addresses become IPv4. */
  readonly address: string;
  readonly family: 4 | 6;
  readonly class: IpClass;
  /** The IPv4 address inside a NAT64 or 6to4 address; it decides the class. */
  readonly embedded?: string;
}

// IPv6's special ranges as ipaddr.js 2.5 names them; an unlisted name is "reserved". AS112 and AMT
// are special but globally reachable: both count as public. Source:
// https://www.iana.org/assignments/iana-ipv6-special-registry (read 2026-11-20)
const classes: Readonly<Record<string, IpClass>> = {
  unicast: 'public',
  as112v6: 'public',
  amt: 'public',
  uniqueLocal: 'unique local',
  loopback: 'loopback',
  linkLocal: 'link-local',
  multicast: 'multicast',
  unspecified: 'unspecified',
};
const examples = ['2001:db8::/32', '3fff::/20'].map((cidr) => ipaddr.parseCIDR(cidr));
const globalUnicast = ipaddr.parseCIDR('2000::/3');
const nat64 = ipaddr.parseCIDR('64:ff9b::/96');
const ipv4Translated = ipaddr.parseCIDR('::ffff:0:0:0/96');
const sixToFour = ipaddr.parseCIDR('2002::/16');

/** The maximum length of an address with brackets, zone and port. */
const longest = 128;

/**
 * Parses an address as Defender may write it: with brackets, a port or a zone; undefined if it is
 * none.
 */
export function parseIp(raw: unknown): Ip | undefined {
  if (typeof raw !== 'string' || raw.length > longest) return undefined;
  const bare = withoutZone(withoutPort(raw.trim()));
  // Checked first: ipaddr.js alone would accept `127.1`, `0x7f000001` and octal `010.8.8.8`.
  const family = isIP(bare);
  if (family === 0) return undefined;
  return family === 4 ? ipv4(bare) : ipv6(ipaddr.IPv6.parse(inHex(bare)));
}

/** `203.0.113[.]45`, `2001:db8[::]1`: clients do not turn these into links. */
export function defang(address: string): string {
  if (address.includes('::')) return address.replace('::', '[::]');
  const mark = address.includes(':') ? ':' : '.';
  const at = address.lastIndexOf(mark);
  return at < 0 ? address : `${address.slice(0, at)}[${mark}]${address.slice(at + 1)}`;
}

/** Already canonical: four numbers without leading zeros. */
function ipv4(address: string): Ip {
  return { address, family: 4, class: ipv4Class(address) };
}

function ipv6(address: ipaddr.IPv6): Ip {
  if (address.isIPv4MappedAddress()) return ipv4(address.toIPv4Address().toString());
  const canonical = address.toRFC5952String();
  const inside = embeddedIn(address);
  if (inside) {
    const embedded = inside.toString();
    return { address: canonical, family: 6, class: ipv4Class(embedded), embedded };
  }
  return { address: canonical, family: 6, class: classOf(address) };
}

function classOf(address: ipaddr.IPv6): IpClass {
  if (examples.some((range) => isIn(address, range))) return 'documentation';
  const found = classes[address.range()] ?? 'reserved';
  // Unallocated or deprecated addresses (`::1.2.3.4`) are not on the internet.
  return found === 'public' && !isIn(address, globalUnicast) ? 'reserved' : found;
}

function embeddedIn(address: ipaddr.IPv6): ipaddr.IPv4 | undefined {
  const bytes = address.toByteArray();
  if (isIn(address, nat64) || isIn(address, ipv4Translated)) {
    return new ipaddr.IPv4(bytes.slice(12));
  }
  return isIn(address, sixToFour) ? new ipaddr.IPv4(bytes.slice(2, 6)) : undefined;
}

/** Returns whether an address lies in a range; never for the other address family. */
export function isIn(
  address: ipaddr.IPv4 | ipaddr.IPv6,
  range: [ipaddr.IPv4 | ipaddr.IPv6, number],
): boolean {
  return address.kind() === range[0].kind() && address.match(range);
}

/** `[2001:db8::1]:443` and `192.0.2.1:443`; a bare IPv6 address has its own colons. */
function withoutPort(written: string): string {
  const found = /^(?:\[([^\]]*)\]|([\d.]+))(?::(\d{1,5}))?$/.exec(written);
  if (!found || Number(found[3] ?? 0) > 65_535) return written;
  return found[1] ?? found[2] ?? written;
}

function withoutZone(written: string): string {
  const at = written.indexOf('%');
  return at > 0 && written.includes(':') ? written.slice(0, at) : written;
}

/** A dotted tail in hex: ipaddr.js 2.5 reads `::1.2.3.4` as if it were `::ffff:1.2.3.4`. */
function inHex(written: string): string {
  const at = written.lastIndexOf(':') + 1;
  if (!written.includes('.')) return written;
  const [a, b, c, d] = written.slice(at).split('.').map(Number) as [number, number, number, number];
  return `${written.slice(0, at)}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}
