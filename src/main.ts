import { PolicyFault } from './access/policy';
import { openHouse } from './app';
import { ConfigFault, configFromProcess } from './config';
import { LanguageFault } from './language/catalogue';
import { StorageRefused } from './storage/refusal';

async function main(): Promise<void> {
  // Heard from the first moment on: a signal while opening closes as soon as all is open.
  const told = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve());
  });
  const house = await openHouse(configFromProcess());
  await told;
  await house.close();
  process.exit(0);
}

/** What the operator can mend is said plainly; everything else with its stack. */
function refuse(error: unknown): void {
  const isPlain =
    error instanceof ConfigFault ||
    error instanceof PolicyFault ||
    error instanceof StorageRefused ||
    error instanceof LanguageFault;
  console.error(isPlain ? error.message : error);
  process.exit(1);
}

main().catch(refuse);
