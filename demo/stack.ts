import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Child, type Program, startChild, typescript } from './child';
import { policy as usualPolicy } from './company';
import { stopLeftDatabase } from './database';
import { playground } from './playground';
import type { Ports } from './ports';

/** All programs on one machine: a simulated Defender, the bot, and optionally a client. */
export interface App {
  readonly botUrl: string;
  readonly simulatorUrl: string;
  /** Process ids of the started programs. */
  readonly pids: Readonly<Record<string, number | undefined>>;
  /**
   * Resolves when everything answers.
   * @throws {StackFailedError} a program failed; all of them are stopped
   */
  readonly ready: Promise<void>;
  /** Resolves with the reason when a program ends unexpectedly. */
  readonly broke: Promise<string>;
  /** Stops all programs and the database. Idempotent, at any time. */
  stop(): Promise<void>;
}

export interface Plan {
  readonly folder: string;
  readonly ports: Ports;
  /** How many times faster than real time. */
  readonly timeScale: number;
  readonly client: 'playground' | 'none';
  readonly incidents?: 'arrive' | 'still';
  readonly policy?: object;
  /** Additional arguments of the simulator. */
  readonly simulator?: readonly string[];
}

/** A program failed to start, or ended. */
export class StackFailedError extends Error {
  override readonly name = 'StackFailedError';
}

export function startStack(plan: Plan): App {
  // Others may pass through to the database's folder, which has another owner, but read nothing.
  mkdirSync(plan.folder, { recursive: true, mode: 0o711 });
  const running: Child[] = [];
  const pids: Record<string, number | undefined> = {};
  const { promise: broke, resolve: report } = Promise.withResolvers<string>();
  let stopping: Promise<void> | undefined;
  const start = (program: Program) => {
    if (stopping) throw new StackFailedError('It was stopped while it started.');
    const child = startChild(program);
    running.push(child);
    pids[child.name] = child.pid;
    void child.ended.then((how) => stopping ?? report(`The ${child.name} ${how}`));
  };
  const stopAll = async () => {
    // The bot first: it closes its database connections while the others still run.
    for (const child of running.toReversed()) await child.stop();
    await stopLeftDatabase(plan.folder);
  };
  const stop = () => (stopping ??= stopAll());
  const ready = comeUp(plan, start, broke).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { ...addresses(plan.ports), pids, broke, ready, stop };
}

async function comeUp(
  plan: Plan,
  start: (program: Program) => void,
  broke: Promise<string>,
): Promise<void> {
  const { simulatorUrl, readyUrl, chatUrl } = addresses(plan.ports);
  start(simulatorProgram(plan));
  await answers(`${simulatorUrl}/_sim/counters`, broke);
  if (plan.client === 'playground') start(playground(plan.folder, plan.ports));
  start(botProgram(plan));
  await answers(readyUrl, broke);
  if (plan.client === 'playground') await answers(chatUrl, broke);
}

function addresses({ bot, admin, simulator, playground }: Ports) {
  return {
    botUrl: `http://127.0.0.1:${bot}/api/messages`,
    simulatorUrl: `http://127.0.0.1:${simulator}`,
    readyUrl: `http://127.0.0.1:${admin}/readyz`,
    chatUrl: `http://127.0.0.1:${playground}/`,
  };
}

export function simulatorProgram({
  folder,
  ports,
  timeScale,
  incidents = 'arrive',
  ...plan
}: Plan): Program {
  return {
    name: 'simulator',
    folder,
    args: typescript(
      'simulator/main.ts',
      ...['--port', String(ports.simulator), '--package-port', String(ports.packages)],
      ...['--time-scale', String(timeScale), '--incidents', incidents],
      ...(plan.simulator ?? []),
    ),
    env: {},
  };
}

export function botProgram({ folder, ports, timeScale, policy = usualPolicy }: Plan): Program {
  const policyFile = join(folder, 'policy.yaml');
  writeFileSync(policyFile, JSON.stringify(policy, null, 2), { mode: 0o600 });
  const { simulatorUrl } = addresses(ports);
  return {
    name: 'bot',
    folder,
    args: typescript('src/main.ts'),
    env: {
      BAILIFF_DEV: '1',
      BAILIFF_TIME_SCALE: String(timeScale),
      PORT: String(ports.bot),
      ADMIN_PORT: String(ports.admin),
      DEFENDER_API_URL: simulatorUrl,
      GRAPH_API_URL: simulatorUrl,
      DATA_DIR: folder,
      POLICY_FILE: policyFile,
    },
  };
}

/** Polls until the answer is 200, a program ends, or a minute has passed. */
export async function answers(url: string, broke: Promise<string>): Promise<void> {
  const until = Date.now() + 60_000;
  let said = 'nothing';
  while (Date.now() < until) {
    const found = await Promise.race([ask(url), broke.then((what) => ({ broke: what }))]);
    if (typeof found !== 'string') throw new StackFailedError(found.broke);
    if (found === '200') return;
    said = found;
    await wait(150);
  }
  throw new StackFailedError(`${url} did not become ready within a minute. It said: ${said}`);
}

async function ask(url: string): Promise<string> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    const body = await answer.text();
    return answer.ok ? '200' : `${answer.status} ${body.slice(0, 500)}`;
  } catch {
    // Not listening yet: normal in the first second.
    return 'nothing';
  }
}
