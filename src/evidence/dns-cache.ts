import { parseIp } from '../domain/ip';
import type { DnsAnswer } from './first-look';
import type { Batches } from './netstat';

const maxAnswers = 20_000;
const maxName = 255;

/**
 * Parses `ipconfig /displaydns` output in any language: a name, a line of dashes, then fields. Every
 * address in a field, or in a column of a table, counts as an answer.
 */
export async function readDnsCache(batches: Batches): Promise<DnsAnswer[]> {
  const answers = new Map<string, DnsAnswer>();
  let before = '';
  let name: string | undefined;
  for await (const lines of batches)
    for (const line of lines) {
      const bare = line.trim();
      if (/^-{5,}$/.test(bare)) name = before;
      before = bare.slice(0, maxName);
      if (answers.size >= maxAnswers) continue;
      for (const address of addressesIn(bare))
        answers.set(`${address} ${name}`, { address, ...(name && { name }) });
    }
  return [...answers.values()];
}

/** Returns the canonical addresses in a line. Skips `0.0.0.0`, which hosts files use to block names. */
export function addressesIn(line: string): string[] {
  if (!/\d\.\d|:/.test(line)) return [];
  return line.split(/[\s,;"]+/).flatMap((word) => {
    const ip = parseIp(word);
    return ip && ip.class !== 'unspecified' ? [ip.address] : [];
  });
}
