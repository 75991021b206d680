import { addressesIn } from './dns-cache';
import type { FirewallPeer } from './first-look';
import type { Batches } from './netstat';

const maxPeers = 20_000;

/**
 * Reads remote addresses from `pfirewall.log`: the far end of each row where the path column names
 * it, both ends otherwise.
 * Source: https://learn.microsoft.com/windows/security/operating-system-security/network-security/windows-firewall/configure-logging (page of 2025-06-19)
 */
export async function readFirewallLog(batches: Batches): Promise<FirewallPeer[]> {
  const peers = new Map<string, { allowed: number; dropped: number }>();
  let fields: readonly string[] = [];
  for await (const lines of batches)
    for (const line of lines) {
      if (line.startsWith('#Fields:')) fields = line.slice(8).trim().toLowerCase().split(/\s+/);
      if (line.startsWith('#')) continue;
      const row = rowOf(line, fields);
      for (const address of row.addresses) {
        const peer = peers.get(address) ?? { allowed: 0, dropped: 0 };
        if (/^allow$/i.test(row.action)) peer.allowed += 1;
        if (/^drop$/i.test(row.action)) peer.dropped += 1;
        if (peers.size < maxPeers) peers.set(address, peer);
      }
    }
  return [...peers].map(([address, counts]) => ({ address, ...counts }));
}

function rowOf(line: string, fields: readonly string[]) {
  const columns = line.trim().split(/\s+/, 32);
  const field = (name: string) => columns[fields.indexOf(name)] ?? '';
  const ends = { SEND: field('dst-ip'), RECEIVE: field('src-ip') };
  const far = ends[field('path').toUpperCase() as keyof typeof ends];
  const addresses = far ? addressesIn(far) : addressesIn(line);
  return { addresses: [...new Set(addresses)], action: field('action') };
}
