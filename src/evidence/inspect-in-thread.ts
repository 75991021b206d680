import { once } from 'node:events';
import { extname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { type StoredMessage, sentence } from '../language/language';
import type { FirstLook } from './first-look';

const maxInspectionMs = 30_000;
const resourceLimits = {
  maxOldGenerationSizeMb: 256,
  maxYoungGenerationSizeMb: 32,
  stackSizeMb: 4,
};

// A string, so that the worker starts under tsx, jest and a bundle alike: sources need tsx, a bundle
// has the compiled entry point beside it.
const program = `
const { workerData } = require('node:worker_threads');
if (workerData.loader) require(workerData.loader);
require(workerData.entry);
`;

export interface InspectOptions {
  /** Resolves when the inspection has to end. The signal aborts once it is not needed any more. */
  readonly timeout?: (signal: AbortSignal) => Promise<void>;
  /** Module that posts the result; for tests. */
  readonly entry?: string;
}

// One thread at a time, so that many packages at once need no more memory than one.
let previous: Promise<unknown> = Promise.resolve();

/**
 * Inspects a package in a worker thread with a memory limit and a time limit (30 s), so that a hostile
 * package never blocks the event loop. A thread that exceeds a limit is killed. Never throws.
 */
export function inspectInThread(path: string, options: InspectOptions = {}): Promise<FirstLook> {
  const result = previous.then(() => run(path, options));
  previous = result.catch(() => undefined);
  return result;
}

async function run(
  path: string,
  { entry = ownEntry(), timeout = halfAMinute }: InspectOptions,
): Promise<FirstLook> {
  const done = new AbortController();
  const thread = takeThread(entry);
  try {
    const look = await Promise.race([resultOf(thread, path, done.signal), timeout(done.signal)]);
    if (!look) return unreadable(sentence`takes too long to scan`);
    keepThread(thread, entry);
    return look;
  } catch (error) {
    return unreadable(whyFailed(error), error);
  } finally {
    done.abort();
    if (idle?.thread !== thread) await thread.terminate();
  }
}

// Starting a thread takes a quarter of a second of CPU, so one that did well serves the next package.
let idle: { readonly thread: Worker; readonly entry: string } | undefined;

function takeThread(entry: string): Worker {
  const { thread } = idle?.entry === entry ? idle : { thread: startThread(entry) };
  idle = undefined;
  thread.ref();
  return thread;
}

function keepThread(thread: Worker, entry: string): void {
  // An idle thread does not keep the process alive.
  thread.unref();
  idle = { thread, entry };
}

function startThread(entry: string): Worker {
  const loader = extname(entry) === '.ts' ? require.resolve('tsx/cjs') : undefined;
  const workerData = { entry, loader };
  const settings = { eval: true, env: {}, execArgv: [], workerData, resourceLimits };
  const thread = new Worker(program, settings);
  // Whoever waits for a result gets the error; nobody waits for an idle thread.
  thread.on('error', () => undefined);
  thread.on('exit', () => {
    if (idle?.thread === thread) idle = undefined;
  });
  return thread;
}

async function resultOf(thread: Worker, path: string, signal: AbortSignal): Promise<FirstLook> {
  const message = once(thread, 'message', { signal }) as Promise<[FirstLook]>;
  const exit = once(thread, 'exit', { signal });
  thread.postMessage(path);
  const [look] = await Promise.race([
    message,
    exit.then(([code]: number[]) => {
      throw new Error(`the inspection thread ended with ${code}`);
    }),
  ]);
  return look;
}

function whyFailed(error: unknown): StoredMessage {
  const { code } = (error ?? {}) as { code?: unknown };
  return code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? sentence`needs too much memory to scan`
    : sentence`couldn’t be scanned`;
}

function unreadable(why: StoredMessage, cause?: unknown): FirstLook {
  return { readable: false, why, ...(cause !== undefined && { cause }) };
}

async function halfAMinute(signal: AbortSignal): Promise<void> {
  await setTimeout(maxInspectionMs, undefined, { signal }).catch(() => undefined);
}

function ownEntry(): string {
  return join(__dirname, `inspection-thread${extname(__filename)}`);
}
