import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Child, type Program, startChild, typescript } from '../demo/child';
import type { Colleague } from '../demo/company';
import { type Connector, startConnector } from '../demo/connector';
import { stopLeftDatabase } from '../demo/database';
import { freePorts } from '../demo/ports';
import { answers, botProgram, type Plan } from '../demo/stack';
import { startSimulator } from '../simulator/simulator';
import { type Measure, median, memoryOf } from './measure';

const warmUp = 20;
const turnsEach = 60;

/** Reply time and memory: a minimal echo bot compared with Bailiff. */
export async function turns(): Promise<Measure[]> {
  const folder = join(__dirname, '..', 'data', `bench-${process.pid}`);
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  const simulator = await startSimulator({});
  const ports = { ...(await freePorts()), simulator: Number(new URL(simulator.url).port) };
  const echoPort = (await freePorts()).bot;
  const plan: Plan = { folder, ports, timeScale: 1, client: 'none', policy: everybodyLooks };
  const readyz = { bot: `http://127.0.0.1:${ports.admin}/readyz`, echo: at(echoPort, '/readyz') };
  const echoProgram = echo(folder, echoPort);

  const first = await start(botProgram(plan), readyz.bot);
  await first.child.stop();
  const floor = await start(echoProgram, readyz.echo);
  const ours = await start(botProgram(plan), readyz.bot);
  try {
    const latencies = await compare(at(echoPort, '/api/messages'), at(ports.bot, '/api/messages'));
    const idle = { echo: memoryOf(floor.child.pid).now, bot: memoryOf(ours.child.pid).now };
    const echoTurn = { what: 'echo bot', value: latencies.echo };
    return [
      { what: 'help, sent to shown', value: latencies.help, unit: 'ms', base: echoTurn },
      { what: 'status, sent to shown', value: latencies.status, unit: 'ms', base: echoTurn },
      {
        what: 'start to ready',
        value: ours.ms,
        unit: 'ms',
        base: { what: 'echo bot', value: floor.ms },
        aim: '< 40,000 ms on 2 cores',
      },
      { what: 'first start, with a new database', value: first.ms, unit: 'ms' },
      {
        what: 'memory after these turns (RSS)',
        value: idle.bot,
        unit: 'MB',
        base: { what: 'echo bot', value: idle.echo },
      },
    ];
  } finally {
    await Promise.all([floor.child.stop(), ours.child.stop(), simulator.close()]);
    await stopLeftDatabase(folder);
    rmSync(folder, { recursive: true, force: true });
  }
}

const everybodyLooks = { roles: { analyst: { users: ['*'] } } };

function at(port: number, path: string): string {
  return `http://127.0.0.1:${port}${path}`;
}

function echo(folder: string, port: number): Program {
  return { name: 'echo', folder, args: typescript('bench/echo-bot.ts', String(port)), env: {} };
}

async function start(program: Program, ready: string): Promise<{ child: Child; ms: number }> {
  const begun = performance.now();
  const child = startChild(program);
  await answers(ready, child.ended);
  return { child, ms: performance.now() - begun };
}

/** The same question to both in turn, so that both meet the same load. */
async function compare(echoUrl: string, botUrl: string) {
  const [toEcho, toBot] = [await startConnector(echoUrl), await startConnector(botUrl)];
  const took = { echo: [] as number[], help: [] as number[], status: [] as number[] };
  for (let turn = 0; turn < warmUp + turnsEach; turn += 1) {
    const who = visitor(turn);
    const now = {
      echo: await latency(toEcho, who, 'help'),
      help: await latency(toBot, who, 'help'),
      status: await latency(toBot, who, 'status'),
    };
    if (turn < warmUp) continue;
    for (const name of ['echo', 'help', 'status'] as const) took[name].push(now[name]);
  }
  await Promise.all([toEcho.close(), toBot.close()]);
  return { echo: median(took.echo), help: median(took.help), status: median(took.status) };
}

async function latency(connector: Connector, who: Colleague, words: string): Promise<number> {
  const from = connector.deeds.length;
  const shown = connector.until(() => true, {
    what: `an answer to ${words}`,
    from,
    withinMs: 30_000,
  });
  const begun = performance.now();
  await connector.say(who, words);
  return (await shown).at - begun;
}

// Teams accepts few messages per second in one conversation, and the bot respects that; hence many
// people.
function visitor(turn: number): Colleague {
  const number = String(turn % 40).padStart(12, '0');
  return {
    id: `visitor-${number}`,
    name: `Visitor ${turn % 40}`,
    objectId: `eeeeeeee-0000-4000-8000-${number}`,
  };
}
