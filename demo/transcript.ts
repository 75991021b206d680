import { rmSync } from 'node:fs';
import { type Connector, startConnector } from './connector';
import { freePorts } from './ports';
import { print } from './print';
import { type Stage, scenes } from './script';
import { type App, startStack } from './stack';

/**
 * Plays the demo's scenes without a browser and prints the chat.
 * @returns 0 when all scenes passed, else 1
 */
export async function playScript(folder: string): Promise<number> {
  const app = startStack({
    folder,
    ports: await freePorts(),
    timeScale: 20,
    client: 'none',
    incidents: 'still',
  });
  let connector: Connector | undefined;
  try {
    await app.ready;
    connector = await startConnector(app.botUrl);
    await Promise.race([play({ ...app, connector }), fall(app)]);
  } catch (error) {
    console.error(`\n${error instanceof Error ? error.message : String(error)}`);
    console.error(`The logs are in ${folder}.`);
    return 1;
  } finally {
    await app.stop();
    await connector?.close();
  }
  rmSync(folder, { recursive: true, force: true });
  console.log('\nDemo finished: all scenes passed.');
  return 0;
}

async function play(stage: Stage): Promise<void> {
  stage.connector.listeners.add(print);
  for (const scene of scenes) await scene(stage);
}

/** Rejects when a program ends. */
async function fall({ broke }: App): Promise<never> {
  throw new Error(await broke);
}
