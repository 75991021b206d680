import { PolicyFault } from '../access/policy';
import { ConfigFault } from '../config';
import { StorageRefused } from '../storage/refusal';
import { run } from './run';

/** What the operator can mend is said plainly; everything else with its stack. */
function refuse(error: unknown): 1 {
  const isPlain =
    error instanceof ConfigFault || error instanceof PolicyFault || error instanceof StorageRefused;
  console.error(isPlain ? error.message : error);
  return 1;
}

void run(process.argv.slice(2), process)
  .catch(refuse)
  .then((code) => {
    process.exitCode = code;
  });
