import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { systemClock } from '../src/clock';
import { StoredIpMemory } from '../src/storage/ip-memory';
import { StoredIpReports } from '../src/storage/ip-reports';
import { readAddresses } from '../src/workflows/read-addresses';
import type { StoryTools } from '../src/workflows/tools';
import { testDatabase } from '../test/support/database';
import { defenderAt } from '../test/support/defender';
import { quietLog } from '../test/support/quiet-log';
import { memoryOf } from './measure';

/**
 * Reads and keeps one window of alerts as the story does: `tsx bench/scale-child.ts <defender>`.
 * A process of its own, because its highest memory is one of the figures.
 */
async function main([url = '']: string[]): Promise<void> {
  const database = await testDatabase();
  const { defender } = defenderAt(url);
  const ipReports = new StoredIpReports(database.db);
  const ipMemory = new StoredIpMemory(database.db);
  let held = 0;
  const tools = {
    defender,
    ipReports,
    ipMemory: {
      begin: async (...asked: Parameters<StoredIpMemory['begin']>) => {
        const reading = await ipMemory.begin(...asked);
        const keep = reading.keep.bind(reading);
        return Object.assign(reading, {
          keep: (tally: Parameters<typeof keep>[0]) => {
            // All is read and nothing is laid out yet.
            held = inUse();
            return keep(tally);
          },
        });
      },
    },
    clock: systemClock(1),
    messenger: { show: async () => undefined },
    log: quietLog,
    ownRanges: [{ cidr: '10.0.0.0/8', name: 'Corporate' }],
  } as unknown as StoryTools;
  const request = await ipReports.open('bench', {
    askedBy: { id: 'u', name: 'Bench' },
    place: { conversationId: 'c', kind: 'channel' },
    timeZone: 'UTC',
    of: { from: '2025-11-01T00:00:00Z', to: '2025-12-01T00:00:00Z' },
  });
  const heldBefore = inUse();
  const before = memoryOf(process.pid).now;
  const begun = performance.now();
  const read = await readAddresses(request, tools);
  const ms = performance.now() - begun;
  const found = 'found' in read ? read.found.totals : undefined;
  const rows = found?.addresses ?? 0;
  const alerts = found?.alertsRead ?? 0;
  const { peak } = memoryOf(process.pid);
  console.log(JSON.stringify({ ms, alerts, rows, before, peak, held: held - heldBefore }));
  await database.close();
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Megabytes that are really held: what waits for the collector is no need for memory. */
function inUse(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed / 1e6;
}

void main(process.argv.slice(2));
