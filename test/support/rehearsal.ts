import type { Duration } from '../../src/domain/duration';
import type { Signals, WorkflowInputs } from '../../src/ports';
import type { Workflow, WorkflowContext } from '../../src/workflows/engine/workflow';

/** The process died: work that was done but not memoised is repeated. */
export class Killed extends Error {}

/** The memoised results of one run, in order. */
export interface Memory {
  readonly results: unknown[];
  readonly started: { name: string; id: string }[];
}

export interface Circumstances {
  readonly id: string;
  /** Kills the run after the n-th step, before its result is memoised (1 = the first). */
  readonly killedAfter?: number | undefined;
  /** Answers a wait: a signal, or undefined for a timeout. */
  readonly onWait?: ((most: Duration) => Promise<Signals['news'] | undefined>) | undefined;
  readonly now?: () => Date;
}

export function newMemory(): Memory {
  return { results: [], started: [] };
}

/** Runs a workflow as the engine would, with a memory that survives a kill. */
export async function rehearse<Name extends keyof WorkflowInputs, Tools>(
  workflow: Workflow<Name, Tools>,
  input: WorkflowInputs[Name],
  { services, memory, ...around }: Circumstances & { services: Tools; memory: Memory },
): Promise<void> {
  let at = 0;
  let dead: Killed | undefined;

  async function remembered<T>(work: () => Promise<T>): Promise<T> {
    if (dead) throw dead;
    const place = at++;
    if (place < memory.results.length) return memory.results[place] as T;
    const result = await work();
    if (around.killedAfter === place + 1) {
      // A dead process does nothing more, however the workflow handles errors.
      dead = new Killed(`after step ${place + 1}`);
      throw dead;
    }
    memory.results.push(structuredClone(result));
    return result;
  }

  const run: WorkflowContext = {
    id: around.id,
    step: (_name, work) => remembered(work),
    waitFor: <T extends keyof Signals>(_topic: T, most: Duration) =>
      remembered(async () => (await around.onWait?.(most)) as Signals[T] | undefined),
    now: () => remembered(async () => around.now?.() ?? new Date()),
    start: (name, id) =>
      remembered(async () => {
        if (!memory.started.some((other) => other.id === id)) memory.started.push({ name, id });
      }),
  };
  await workflow.run(run, input, services);
}
