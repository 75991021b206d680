import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { messageLines } from '../demo/card-text';
import { dana, policy } from '../demo/company';
import { startConnector } from '../demo/connector';
import { freePorts } from '../demo/ports';
import { startStack } from '../demo/stack';
import type { Measure } from './measure';

const actionSeconds = 300;

// The faster the time, the larger the share of Bailiff's own work: few machines run slowly.
const runs = [
  { machines: 25, timeScale: 5 },
  { machines: 100, timeScale: 10 },
] as const;

/**
 * Time from the request to the last package, in Defender's time, compared with the minimum that its
 * limits allow: all actions at once, then two links a minute.
 */
export async function makespan(): Promise<Measure[]> {
  const measures: Measure[] = [];
  let tooMany = 0;
  for (const { machines, timeScale } of runs) {
    const took = await collect(machines, timeScale);
    tooMany += took.tooMany;
    measures.push({
      what: `${machines} machines, first request to last package`,
      value: took.seconds,
      unit: 's',
      base: { what: 'optimum', value: optimum(machines) },
      aim: '≤ 1.05×',
    });
  }
  const what = 'answered with "too many requests"';
  return [...measures, { what, value: tooMany, unit: 'calls', aim: '0' }];
}

/**
 * Two links a minute: the first pair when the actions have finished, each further pair a minute
 * later.
 */
function optimum(machines: number): number {
  return actionSeconds + (Math.ceil(machines / 2) - 1) * 60;
}

async function collect(
  machines: number,
  timeScale: number,
): Promise<{ seconds: number; tooMany: number }> {
  const folder = join(__dirname, '..', 'data', `bench-${process.pid}-span-${machines}`);
  const app = startStack({
    folder,
    ports: await freePorts(),
    timeScale,
    client: 'none',
    incidents: 'still',
    policy: { ...policy, approvals: [], triggers: [], limits: { confirmAbove: 100 } },
    simulator: ['--action-seconds', String(actionSeconds)],
  });
  await app.ready;
  const connector = await startConnector(app.botUrl);
  try {
    const names = Array.from(
      { length: machines },
      (_, at) => `span-${String(at + 1).padStart(3, '0')}`,
    );
    for (const name of names) await ask(app.simulatorUrl, 'machines', { name, online: true });
    // A link of five minutes would live for seconds of wall time.
    await ask(app.simulatorUrl, 'switches', { linkLifeSeconds: 60 * timeScale });
    await connector.say(dana, `collect ${names.join(' ')} because of a benchmark`);
    const end = `${machines} of ${machines} packages ready`;
    await connector.until(({ activity }) => messageLines(activity).join('\n').includes(end), {
      what: end,
      from: 0,
      withinMs: 2 * optimum(machines) * (1000 / timeScale) + 30_000,
    });
    return await figures(app.simulatorUrl);
  } finally {
    await app.stop();
    await connector.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Seen {
  readonly endpoint?: string;
  readonly status: number;
  readonly at: string;
}

async function figures(simulatorUrl: string): Promise<{ seconds: number; tooMany: number }> {
  const answer = await fetch(`${simulatorUrl}/_sim/calls`);
  const seen = (await answer.json()) as Seen[];
  const times = (name: RegExp) =>
    seen.filter(({ endpoint = '' }) => name.test(endpoint)).map(({ at }) => Date.parse(at));
  const asked = times(/collectInvestigationPackage/);
  const fetched = times(/^GET package/);
  const tooMany = seen.filter(({ status }) => status === 429).length;
  return { seconds: (Math.max(...fetched) - Math.min(...asked)) / 1000, tooMany };
}

async function ask(simulatorUrl: string, door: string, body: object): Promise<void> {
  const answer = await fetch(`${simulatorUrl}/_sim/${door}`, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`The simulator answered ${answer.status} at ${door}`);
}
