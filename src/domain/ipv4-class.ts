import { sentence } from '../language/language';

/** The class of an address, by its range. */
export type IpClass =
  | 'public'
  | 'private'
  | 'unique local'
  | 'loopback'
  | 'link-local'
  | 'CGNAT'
  | 'multicast'
  | 'documentation'
  | 'reserved'
  | 'unspecified'
  | 'broadcast';

/** The name of each class on a card; render with `renderMessage`. */
export const ipClassWords: Readonly<Record<IpClass, string>> = {
  public: sentence`public`,
  private: sentence`private`,
  'unique local': sentence`unique local`,
  loopback: sentence`loopback`,
  'link-local': sentence`link-local`,
  CGNAT: sentence`CGNAT`,
  multicast: sentence`multicast`,
  documentation: sentence`documentation`,
  reserved: sentence`reserved`,
  unspecified: sentence`unspecified`,
  broadcast: sentence`broadcast`,
};

// Source: https://www.iana.org/assignments/iana-ipv4-special-registry (read 2026-11-20). The
// library gives the same answers (a test compares them), but its regular expressions would dominate
// a report of 100,000 pieces of evidence.
const ranges: readonly (readonly [string, number, IpClass])[] = [
  ['255.255.255.255', 32, 'broadcast'],
  ['0.0.0.0', 8, 'unspecified'],
  ['10.0.0.0', 8, 'private'],
  ['100.64.0.0', 10, 'CGNAT'],
  ['127.0.0.0', 8, 'loopback'],
  ['169.254.0.0', 16, 'link-local'],
  ['172.16.0.0', 12, 'private'],
  ['192.0.0.0', 24, 'reserved'],
  ['192.0.2.0', 24, 'documentation'],
  ['192.88.99.0', 24, 'reserved'],
  ['192.168.0.0', 16, 'private'],
  ['198.18.0.0', 15, 'reserved'],
  ['198.51.100.0', 24, 'documentation'],
  ['203.0.113.0', 24, 'documentation'],
  ['224.0.0.0', 4, 'multicast'],
  ['240.0.0.0', 4, 'reserved'],
];

const dot = 46;
const zero = 48;

const spans = ranges.map(([start, bits, kind]) => {
  const first = ipv4Number(start);
  return { first, last: first + 2 ** (32 - bits) - 1, kind };
});

/** The class of a canonical IPv4 address. */
export function ipv4Class(address: string): IpClass {
  const number = ipv4Number(address);
  for (const { first, last, kind } of spans) if (number >= first && number <= last) return kind;
  return 'public';
}

/** The four bytes of a canonical IPv4 address as one number. */
export function ipv4Number(address: string): number {
  let number = 0;
  let byte = 0;
  for (let at = 0; at < address.length; at += 1) {
    const code = address.charCodeAt(at);
    if (code !== dot) byte = byte * 10 + code - zero;
    else {
      number = number * 256 + byte;
      byte = 0;
    }
  }
  return number * 256 + byte;
}
