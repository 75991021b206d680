import { Worker } from 'node:worker_threads';

/** Digests to compute: result name → algorithm (`crc32` or a name that `createHash` knows). */
export type Wanted = Readonly<Record<string, string>>;

// A string, so that the worker runs under tsx, jest and a bundle alike, without a compiled file.
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

/** The hashing thread ended unexpectedly (see `cause`). Says nothing about the hashed bytes. */
export class HashingStoppedError extends Error {
  override readonly name = 'HashingStopped';
  constructor(cause?: Error) {
    super(['the thread that hashes has ended', ...(cause ? [cause.message] : [])].join(': '), {
      cause,
    });
  }
}

/** Computes digests of one stream in a worker thread, so that the event loop stays free. */
export class Digests<Names extends Wanted> {
  private readonly worker: Worker;
  /** Pending requests. The worker replies in request order. */
  private readonly waiting: PromiseWithResolvers<unknown>[] = [];
  private ended?: Error;

  constructor(wanted: Names) {
    this.worker = new Worker(program, { eval: true, env: {}, execArgv: [], workerData: wanted });
    // One listener for the lifetime of the worker; one per block costs main-thread time.
    this.worker.on('message', (answer) => this.waiting.shift()?.resolve(answer));
    this.worker.on('error', (error: Error) => this.giveUp(new HashingStoppedError(error)));
    this.worker.on('exit', () => this.giveUp(new HashingStoppedError()));
  }

  /**
   * Adds a block. It may be overwritten once the promise resolves. Shared memory is read in place,
   * other buffers are copied.
   */
  async add(block: Uint8Array): Promise<void> {
    await this.ask(block);
  }

  /** Returns all digests in hex. Nothing may be added afterwards. */
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

  /** Rejects pending and later requests; the first reason wins. */
  private giveUp(why: Error): void {
    this.ended ??= why;
    for (const { reject } of this.waiting.splice(0)) reject(this.ended);
  }
}
