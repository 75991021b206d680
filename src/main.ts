import { PolicyError } from './access/policy';
import { startApp } from './app';
import { ConfigError, configFromProcess } from './config';
import { LanguageError } from './language/catalogue';
import { StorageRefusedError } from './storage/refusal';

async function main(): Promise<void> {
  // Heard from the first moment on: a signal while opening closes as soon as all is open.
  const told = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve());
  });
  const house = await startApp(configFromProcess());
  await told;
  await house.close();
  process.exit(0);
}

/** What the operator can mend is said plainly; everything else with its stack. */
function refuse(error: unknown): void {
  const isPlain =
    error instanceof ConfigError ||
    error instanceof PolicyError ||
    error instanceof StorageRefusedError ||
    error instanceof LanguageError;
  console.error(isPlain ? error.message : error);
  process.exit(1);
}

main().catch(refuse);
