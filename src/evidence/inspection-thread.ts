import { inspect } from 'node:util';
import { parentPort } from 'node:worker_threads';
import { inspectPackage } from './inspect-package';

// Entry point of the worker thread that `inspectInThread` starts: paths in, results out.
parentPort?.on('message', (path: string) => {
  void inspectPackage(path).then((look) =>
    // Error objects of libraries may not be cloneable.
    parentPort?.postMessage(look.readable ? look : { ...look, cause: inspect(look.cause) }),
  );
});
