import { PolicyError } from './access/policy';
import { startApp } from './app';
import { ConfigError, configFromProcess } from './config';
import { LanguageError } from './language/catalogue';
import { StorageRefusedError } from './storage/refusal';

async function main(): Promise<void> {
  // Registered first: a signal during startup closes the app as soon as it is up.
  const stopSignal = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve());
  });
  const app = await startApp(configFromProcess());
  await stopSignal;
  await app.close();
  process.exit(0);
}

/** Prints errors that the operator can fix as plain text, all others with their stack. */
function fail(error: unknown): void {
  const isPlain =
    error instanceof ConfigError ||
    error instanceof PolicyError ||
    error instanceof StorageRefusedError ||
    error instanceof LanguageError;
  console.error(isPlain ? error.message : error);
  process.exit(1);
}

main().catch(fail);
