import { PolicyFault } from './access/policy';
import { openHouse } from './app';
import { ConfigFault, configFromProcess } from './config';
import { StorageRefused } from './storage/refusal';

async function main(): Promise<void> {
  const house = await openHouse(configFromProcess());
  let closing = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      if (closing) return;
      closing = true;
      house.close().then(
        () => process.exit(0),
        (error: unknown) => refuse(error),
      );
    });
}

/** What the operator can mend is said plainly; everything else with its stack. */
function refuse(error: unknown): void {
  const isPlain =
    error instanceof ConfigFault || error instanceof PolicyFault || error instanceof StorageRefused;
  console.error(isPlain ? error.message : error);
  process.exit(1);
}

main().catch(refuse);
