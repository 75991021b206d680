import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

export interface Hashes {
  readonly sha256: string;
  readonly sha512: string;
}

/** Both hashes of one package, block by block in order. */
export interface Hasher {
  /** Takes a block in; it may be overwritten once the promise resolves. */
  add(block: Uint8Array): Promise<void>;
  end(): Promise<Hashes>;
  close(): Promise<void>;
}

// Small on purpose, and a string: a worker's file would need to be compiled differently for the
// program and for its tests.
const program = `
const { createHash } = require('node:crypto');
const { parentPort } = require('node:worker_threads');
const sha256 = createHash('sha256');
const sha512 = createHash('sha512');
parentPort.on('message', (block) => {
  if (block === 'end') {
    parentPort.postMessage({ sha256: sha256.digest('hex'), sha512: sha512.digest('hex') });
    return;
  }
  sha256.update(block);
  sha512.update(block);
  parentPort.postMessage('done');
});
`;

/** Hashes beside the main thread: half a gigabyte is a second of work that nobody else should wait for. */
export class HashingThread implements Hasher {
  private readonly worker = new Worker(program, { eval: true, env: {}, execArgv: [] });

  /** `block` has to lie in shared memory, or the thread would hash a copy. */
  async add(block: Uint8Array): Promise<void> {
    await this.ask(block);
  }

  async end(): Promise<Hashes> {
    const hashes = (await this.ask('end')) as Hashes;
    await this.close();
    return hashes;
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }

  private async ask(question: Uint8Array | 'end'): Promise<unknown> {
    this.worker.postMessage(question);
    const [answer] = await once(this.worker, 'message');
    return answer;
  }
}
