import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { messageLines } from '../demo/card-text';
import { dana, policy } from '../demo/company';
import { startConnector } from '../demo/connector';
import { freePorts } from '../demo/ports';
import { startStack } from '../demo/stack';
import type { Measure } from './measure';

const timeScale = 30;
const minutesEach = 5;

/**
 * Counts the calls to Defender for collections of several sizes, each action taking five minutes.
 */
export async function calls(): Promise<Measure[]> {
  const [one, twenty] = [await collect(1), await collect(20)];
  return [
    { what: '1 machine of 5 minutes', value: one.calls, unit: 'calls', aim: '≤ 23' },
    { what: '20 machines of 5 minutes', value: twenty.calls, unit: 'calls', aim: '≤ 62' },
    {
      what: 'answered with "too many requests"',
      value: one.tooMany + twenty.tooMany,
      unit: 'calls',
      aim: '0',
    },
    { what: '20 machines, asked to ready', value: twenty.minutes, unit: 'min of the product' },
  ];
}

interface Counters {
  readonly endpoints: Readonly<Record<string, { readonly calls: number }>>;
  readonly tooMany: number;
}

async function collect(machines: number) {
  const folder = join(__dirname, '..', 'data', `bench-${process.pid}-${machines}`);
  const app = startStack({
    folder,
    ports: await freePorts(),
    timeScale,
    client: 'none',
    incidents: 'still',
    // Only this collection may call Defender, and it must not need confirmation.
    policy: { ...policy, approvals: [], triggers: [], limits: { confirmAbove: 100 } },
    simulator: ['--action-seconds', String(minutesEach * 60)],
  });
  await app.ready;
  const connector = await startConnector(app.botUrl);
  try {
    const before = await counters(app.simulatorUrl);
    const begun = performance.now();
    await connector.say(
      dana,
      `collect ${present.slice(0, machines).join(' ')} because of a benchmark`,
    );
    await connector.until(({ activity }) => isDone(messageLines(activity).join('\n'), machines), {
      what: `${machines} packages ready`,
      from: 0,
      withinMs: 300_000,
    });
    const minutes = ((performance.now() - begun) / 60_000) * timeScale;
    const after = await counters(app.simulatorUrl);
    return { calls: sum(after) - sum(before), tooMany: after.tooMany, minutes };
  } finally {
    await app.stop();
    await connector.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

// Machines of the simulated company that respond and whose names are unambiguous.
const present = [41, 42, 43, 44, 45, 47, 50, 51, 52, 53, 54, 55, 56, 58, 59, 60]
  .map((number) => `ws-0${number}`)
  .concat('hr-lap-01', 'dev-ws-01', 'dev-ws-02', 'dev-ws-03');

function isDone(words: string, machines: number): boolean {
  return machines === 1
    ? /package ready/i.test(words)
    : words.includes(`${machines} of ${machines} packages ready`);
}

async function counters(simulatorUrl: string): Promise<Counters> {
  const answer = await fetch(`${simulatorUrl}/_sim/counters`);
  return (await answer.json()) as Counters;
}

/**
 * Calls to Defender's API, without tokens, downloads and the incident poller, which runs
 * regardless.
 */
function sum({ endpoints }: Counters): number {
  return Object.entries(endpoints)
    .filter(([name]) => !/token|incidents|^GET package$/i.test(name))
    .reduce((total, [, { calls }]) => total + calls, 0);
}
