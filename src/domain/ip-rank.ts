import ipaddr from 'ipaddr.js';
import type { StoredRow } from './ip-row';
import { ipv4Number } from './ipv4-class';
import { isInternal } from './own-ranges';

type Kind = Pick<StoredRow, 'class' | 'kinds'>;

const contextKinds = new Set(['device', 'egress', 'interface']);

/**
 * Returns whether an address is known only as a machine's own: context beside what the alerts name.
 */
export function isContext({ kinds }: Kind): boolean {
  return kinds.every((kind) => contextKinds.has(kind));
}

/** Returns whether to drop an address: a machine's own loopback and link-local ones. */
export function isNoise(row: Kind): boolean {
  return isContext(row) && !isUseful(row);
}

/**
 * A sort key as plain text, highest rank first and then the latest, so that the database can sort.
 * The address itself breaks ties by number: 203.0.113.9 precedes 203.0.113.10, and equal input
 * gives equal output.
 */
export function rankOf(row: StoredRow): string {
  return [
    falling(weightOf(row), 11),
    falling(Date.parse(row.lastSeen ?? ''), 15),
    numberOf(row.address),
  ].join(' ');
}

const badRoles = new Set(['attacker', 'commandAndControl', 'suspicious']);

/**
 * Evidence before machines' own addresses, remote before internal, malicious before unknown, many
 * before few.
 */
function weightOf(row: StoredRow): number {
  const remote = isInternal(row) ? 0 : 1;
  const evidence = isContext(row) ? 0 : 1;
  const useful = isUseful(row) ? 1 : 0;
  // The alert count occupies the last nine digits.
  return (((evidence * 2 + remote) * 4 + badness(row)) * 2 + useful) * 1e9 + row.alerts.length;
}

function badness({ verdicts, roles }: StoredRow): number {
  if (verdicts.some((verdict) => verdict.toLowerCase() === 'malicious')) return 3;
  if (roles.some((role) => badRoles.has(role))) return 2;
  return verdicts.some((verdict) => verdict.toLowerCase() === 'suspicious') ? 1 : 0;
}

function isUseful(row: Pick<StoredRow, 'class'>): boolean {
  return row.class !== 'loopback' && row.class !== 'link-local';
}

/** Digits that sort the greatest number first; anything out of range is clamped. */
function falling(value: number, digits: number): string {
  const greatest = 10 ** digits - 1;
  const within = Math.min(Math.max(Number.isNaN(value) ? 0 : Math.trunc(value), 0), greatest);
  return String(greatest - within).padStart(digits, '0');
}

/** IPv4 first: four bytes before sixteen. */
function numberOf(address: string): string {
  if (!address.includes(':')) return `4:${ipv4Number(address).toString(16).padStart(8, '0')}`;
  return `6:${Buffer.from(ipaddr.parse(address).toByteArray()).toString('hex')}`;
}
