import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { sql } from 'kysely';
import { systemClock } from '../src/clock';
import type { Alert } from '../src/domain/alert';
import { IpReportBuilder } from '../src/domain/ip-report';
import { StoredIpMemory } from '../src/storage/ip-report/ip-memory';
import { StoredIpReports } from '../src/storage/ip-report/ip-reports';
import type { WorkflowServices } from '../src/workflows/engine/services';
import { readAddresses } from '../src/workflows/ip-report/read-addresses';
import { type TestDatabase, testDatabase } from '../test/support/database';
import { defenderAt } from '../test/support/defender';
import { quietLog } from '../test/support/quiet-log';
import { memoryOf } from './measure';

const asked = {
  askedBy: { id: 'u', name: 'Bench' },
  place: { conversationId: 'c', kind: 'channel' },
  timeZone: 'UTC',
} as const;

/**
 * Reads and stores one time range of alerts as the workflow does: `tsx bench/scale-child.ts
 * <defender>`. A process of its own, because its peak memory is one of the figures.
 */
async function main([url = '']: string[]): Promise<void> {
  const database = await testDatabase();
  const { defender } = defenderAt(url);
  const ipReports = new StoredIpReports(database.db);
  const ipMemory = new StoredIpMemory(database.db);
  let held = 0;
  const services = {
    defender,
    ipReports,
    ipMemory: {
      begin: async (...asked: Parameters<StoredIpMemory['begin']>) => {
        const reading = await ipMemory.begin(...asked);
        const keep = reading.keep.bind(reading);
        return Object.assign(reading, {
          keep: (tally: Parameters<typeof keep>[0]) => {
            // Everything is read; the report is not built yet.
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
    networks: { data: {}, of: () => undefined },
  } as unknown as WorkflowServices;
  const request = await ipReports.open('bench', {
    ...asked,
    of: { from: '2025-11-01T00:00:00Z', to: '2025-12-01T00:00:00Z' },
  });
  await rememberSmallReports(database, { ipReports, ipMemory });
  const heldBefore = inUse();
  const before = memoryOf(process.pid).now;
  const begun = performance.now();
  const read = await readAddresses(request, services);
  const ms = performance.now() - begun;
  const found = 'found' in read ? read.found.totals : undefined;
  const rows = found?.addresses ?? 0;
  const alerts = found?.alertsRead ?? 0;
  const { peak } = memoryOf(process.pid);
  console.log(JSON.stringify({ ms, alerts, rows, before, peak, held: held - heldBefore }));
  await database.close();
}

/**
 * Makes the database collect its statistics while the tables are small: it plans by them for a
 * while.
 */
async function rememberSmallReports(
  { db }: TestDatabase,
  { ipMemory, ipReports }: { ipMemory: StoredIpMemory; ipReports: StoredIpReports },
): Promise<void> {
  for (let n = 0; n < 20; n += 1) {
    const of = { incident: String(n) };
    const small = await ipReports.open(`small ${n}`, { ...asked, of });
    const reading = await ipMemory.begin(small, new Date());
    const builder = new IpReportBuilder();
    builder.add(await reading.noteAlerts([smallAlert(n)]));
    await reading.noteRows(builder.take());
    await reading.keep(builder.tally());
  }
  await sql`analyze`.execute(db);
}

function smallAlert(n: number): Alert {
  const evidence = Array.from({ length: 10 }, (_, at) => ({
    kind: 'Ip',
    address: `9.9.${n}.${at}`,
  }));
  const createdAt = '2025-11-20T09:00:00Z';
  return { id: `small-${n}`, title: 'Small', severity: 'high', createdAt, evidence };
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Megabytes in use after garbage collection. */
function inUse(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed / 1e6;
}

void main(process.argv.slice(2));
