import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** What is computed of a stream, by a name of the caller's. `crc32` is one, too. */
export type Wanted = Readonly<Record<string, string>>;

// Small on purpose, and a string: a worker's file would need to be compiled differently for the
// program and for its tests.
const program = `
const { createHash } = require('node:crypto');
const { crc32 } = require('node:zlib');
const { parentPort, workerData } = require('node:worker_threads');
function crc() {
  let value = 0;
  return {
    update: (block) => { value = crc32(block, value); },
    digest: () => value.toString(16).padStart(8, '0'),
  };
}
const digests = Object.entries(workerData).map(([name, algorithm]) =>
  [name, algorithm === 'crc32' ? crc() : createHash(algorithm)]);
parentPort.on('message', ({ block, only, names }) => {
  if (names)
    return parentPort.postMessage(Object.fromEntries(
      digests.filter(([name]) => names.includes(name))
        .map(([name, digest]) => [name, digest.digest('hex')])));
  for (const [name, digest] of digests) if (!only || only === name) digest.update(block);
  parentPort.postMessage('done');
});
`;

/** Digests of one stream, computed beside the main thread: other people's turns go on meanwhile. */
export class Digests<Names extends Wanted> {
  private readonly worker: Worker;

  constructor(wanted: Names) {
    this.worker = new Worker(program, { eval: true, env: {}, execArgv: [], workerData: wanted });
  }

  /**
   * Takes a block in, for all digests or for one `only`. It may be overwritten once the promise
   * resolves. One in shared memory is read where it lies, any other is copied.
   */
  async add(block: Uint8Array, only?: keyof Names): Promise<void> {
    await this.ask({ block, only });
  }

  /** These of them in hex; nothing may be added to them afterwards. */
  async endOf<Name extends keyof Names>(...names: Name[]): Promise<Record<Name, string>> {
    return (await this.ask({ names })) as Record<Name, string>;
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }

  private async ask(question: object): Promise<unknown> {
    this.worker.postMessage(question);
    const [answer] = await once(this.worker, 'message');
    return answer;
  }
}
