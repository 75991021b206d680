import { PolicyError } from '../access/policy';
import { ConfigError } from '../config';
import { StorageRefusedError } from '../storage/refusal';
import { run } from './run';

/** Prints configuration errors as a message and unexpected errors with a stack. */
function refuse(error: unknown): 2 {
  const isPlain =
    error instanceof ConfigError ||
    error instanceof PolicyError ||
    error instanceof StorageRefusedError;
  console.error(isPlain ? error.message : error);
  return 2;
}

void run(process.argv.slice(2), process)
  .catch(refuse)
  .then((code) => {
    process.exitCode = code;
  });
