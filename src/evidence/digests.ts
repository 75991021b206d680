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
parentPort.on('message', (block) => {
  if (block === 'end')
    return parentPort.postMessage(Object.fromEntries(
      digests.map(([name, digest]) => [name, digest.digest('hex')])));
  for (const [, digest] of digests) digest.update(block);
  parentPort.postMessage('done');
});
`;

/** The thread is gone, and its `cause` says why: nothing is wrong with what was to be hashed. */
export class HashingStoppedError extends Error {
  override readonly name = 'HashingStopped';
  constructor(cause?: Error) {
    super(['the thread that hashes has ended', ...(cause ? [cause.message] : [])].join(': '), {
      cause,
    });
  }
}

/** Digests of one stream, computed beside the main thread: other people's turns go on meanwhile. */
export class Digests<Names extends Wanted> {
  private readonly worker: Worker;
  /** Asked and not answered yet: the answers come in the order of the questions. */
  private readonly waiting: PromiseWithResolvers<unknown>[] = [];
  private ended?: Error;

  constructor(wanted: Names) {
    this.worker = new Worker(program, { eval: true, env: {}, execArgv: [], workerData: wanted });
    // For its whole life: listening anew for each block is work on the main thread, 500 times for
    // half a gigabyte.
    this.worker.on('message', (answer) => this.waiting.shift()?.resolve(answer));
    this.worker.on('error', (error: Error) => this.giveUp(new HashingStoppedError(error)));
    this.worker.on('exit', () => this.giveUp(new HashingStoppedError()));
  }

  /**
   * Takes a block in. It may be overwritten once the promise resolves. One in shared memory is read
   * where it lies, any other is copied.
   */
  async add(block: Uint8Array): Promise<void> {
    await this.ask(block);
  }

  /** All of them in hex; nothing may be added afterwards. */
  async end(): Promise<Readonly<Record<keyof Names, string>>> {
    return (await this.ask('end')) as Record<keyof Names, string>;
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }

  private ask(question: Uint8Array | 'end'): Promise<unknown> {
    if (this.ended) return Promise.reject(this.ended);
    const answer = Promise.withResolvers<unknown>();
    this.waiting.push(answer);
    this.worker.postMessage(question);
    return answer.promise;
  }

  /** Nobody waits for a thread that is gone, now or later; why it went is what its error said. */
  private giveUp(why: Error): void {
    this.ended ??= why;
    for (const { reject } of this.waiting.splice(0)) reject(this.ended);
  }
}
