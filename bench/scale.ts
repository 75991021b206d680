import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { typescript } from '../demo/child';
import type { Measure } from './measure';
import { startAlerts } from './scale-server';

const run = promisify(execFile);

// With gigabytes to fill the garbage collector waits, and the figure would show that instead.
const heap = 512;

interface Figures {
  readonly ms: number;
  readonly alerts: number;
  readonly rows: number;
  readonly before: number;
  readonly peak: number;
  /** MB of heap after everything is read, compared with before. */
  readonly held: number;
}

/**
 * A time range of 10,000 alerts, from Defender's pages to the tables, compared with 1,000 and
 * 40,000.
 */
export async function scale(): Promise<Measure[]> {
  const small = await readWindow(1_000);
  const large = await readWindow(10_000);
  const huge = await readWindow(40_000);
  const highest = ({ alerts, peak, before }: Figures, aim?: string): Measure => ({
    what: `memory at its highest (RSS) in a heap of ${heap} MB, ${alerts} alerts`,
    value: peak,
    unit: 'MB',
    base: { what: 'idle', value: before },
    aim,
  });
  return [
    { what: `${large.alerts} alerts, read and kept`, value: large.ms, unit: 'ms' },
    { what: 'different addresses in it', value: large.rows, unit: 'rows' },
    {
      what: 'calls to Defender',
      value: large.calls,
      unit: 'calls',
      aim: '≤ 2: 10,000 each, and one that finds no more',
    },
    highest(small),
    highest(large, '≤ 100 MB over idle'),
    highest(huge),
    {
      what: 'the same of 40000 alerts',
      value: huge.peak,
      unit: 'MB',
      base: { what: 'of 10000', value: large.peak },
      aim: '≤ 1.15×',
    },
    {
      what: 'held when all is read: counts, and some rows',
      value: huge.held,
      unit: 'MB',
      aim: '≤ 10 MB',
    },
  ];
}

async function readWindow(count: number): Promise<Figures & { readonly calls: number }> {
  const alerts = await startAlerts(count);
  try {
    const child = typescript('bench/scale-child.ts', alerts.url);
    const { stdout } = await run(process.execPath, [`--max-old-space-size=${heap}`, ...child], {
      maxBuffer: 2 ** 24,
    });
    return { ...(JSON.parse(stdout) as Figures), calls: alerts.calls() };
  } finally {
    alerts.close();
  }
}
