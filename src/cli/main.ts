import { PolicyError } from '../access/policy';
import { ConfigError } from '../config';
import { StorageRefusedError } from '../storage/refusal';
import { run } from './run';

/** What the operator can mend is said plainly; everything else with its stack. */
function refuse(error: unknown): 1 {
  const isPlain =
    error instanceof ConfigError ||
    error instanceof PolicyError ||
    error instanceof StorageRefusedError;
  console.error(isPlain ? error.message : error);
  return 1;
}

void run(process.argv.slice(2), process)
  .catch(refuse)
  .then((code) => {
    process.exitCode = code;
  });
