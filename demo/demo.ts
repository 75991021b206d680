import { rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { stopLeftDatabase } from './database';
import { checkFree, freePorts, type Ports, PortTaken, usualPorts } from './ports';
import { type App, startStack } from './stack';
import { playScript } from './transcript';

/**
 * `npm run demo`: Bailiff on a simulated Defender, with a chat in the browser. `npm run demo --
 * --transcript`: the same as text in the terminal; its exit code says whether all scenes passed.
 */
const { values: options } = parseArgs({
  options: {
    transcript: { type: 'boolean', default: false },
    'any-ports': { type: 'boolean', default: false },
  },
});

const data = join(__dirname, '..', 'data');

async function run(): Promise<number> {
  if (options.transcript) return playScript(join(data, `transcript-${process.pid}`));
  const ports = options['any-ports'] ? await freePorts() : usualPorts;
  await checkFree(ports);
  // Another demo may run on other ports: it keeps its folder and its database.
  const folder = join(data, options['any-ports'] ? `demo-${process.pid}` : 'demo');
  await stopLeftDatabase(folder);
  rmSync(folder, { recursive: true, force: true });
  console.log('Starting a pretended Defender, Bailiff and a chat…');
  const interrupted = ctrlC();
  const app = startStack({ folder, ports, timeScale: 4, client: 'playground' });
  app.ready.then(() => console.log(greeting(ports, folder))).catch(() => {});
  const end = await endOf(app, interrupted);
  console.log(end === 'interrupted' ? '\nStopping…' : end);
  await app.stop();
  console.log('Stopped. Nothing is left running.');
  return end === 'interrupted' ? 0 : 1;
}

/** Resolves when the demo ends: with the reason when a program failed, without one on Ctrl-C. */
async function endOf(app: App, interrupted: Promise<string>): Promise<string> {
  const fell = app.ready.then(
    () => app.broke,
    (error: Error) => error.message,
  );
  return Promise.race([interrupted, fell]);
}

function ctrlC(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => resolve('interrupted'));
  });
}

function greeting({ playground }: Ports, folder: string): string {
  return `
Open http://localhost:${playground} and type to Bailiff (you are Mia Chen), for example:

  collect package for machine WS-042 because lsass alert
  ips for incident 4711
  help

Time runs 4 times faster than life; a package takes about half a minute.
The chat page can be reached from other machines too: it listens on all interfaces.
Logs and evidence are in ${relative(process.cwd(), folder)}. Ctrl-C ends it all.`;
}

async function main(): Promise<void> {
  try {
    process.exitCode = await run();
  } catch (error) {
    process.exitCode = 1;
    if (error instanceof PortTaken)
      console.error(`${error.message}\nEnd what uses it, or: npm run demo -- --any-ports`);
    else console.error(error);
  }
}

void main();
