import type { Duration } from '../../domain/duration';
import type { Signals, WorkflowInputs } from '../../ports';
import { failureOf, type StepFailure } from '../on-call/failure';

/**
 * What a story may do. A story is read downwards: named steps whose results are remembered, so
 * that after a restart it goes on where it stood.
 */
export interface WorkflowContext {
  /** The name this story was started under. */
  readonly id: string;
  /**
   * Does the work once and remembers its result. A crash between doing and remembering does it
   * again: the work must be safe to repeat. Faults of our own house are tried again for minutes.
   */
  step<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Waits until somebody tells; nothing after `most`. What was told before is not lost. */
  waitFor<T extends keyof Signals>(topic: T, most: Duration): Promise<Signals[T] | undefined>;
  /** The time, the same after a restart. */
  now(): Promise<Date>;
  /** Begins another story, once. */
  start<Name extends keyof WorkflowInputs>(
    name: Name,
    id: string,
    input: WorkflowInputs[Name],
  ): Promise<void>;
}

export interface Workflow<Name extends keyof WorkflowInputs, Tools> {
  readonly name: Name;
  readonly run: (
    context: WorkflowContext,
    input: WorkflowInputs[Name],
    services: Tools,
  ) => Promise<void>;
}

export function defineWorkflow<Name extends keyof WorkflowInputs, Tools>(
  name: Name,
  tell: (context: WorkflowContext, input: WorkflowInputs[Name], services: Tools) => Promise<void>,
): Workflow<Name, Tools> {
  return { name, run: tell };
}

/** How a step that may fail went: remembered as data, because a remembered error loses its class. */
export type Attempt<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: StepFailure };

/** A step whose expected failures (Defender, the download) are part of the story. */
export function attempt<T>(
  context: WorkflowContext,
  name: string,
  work: () => Promise<T>,
): Promise<Attempt<T>> {
  return context.step<Attempt<T>>(name, async () => {
    try {
      return { ok: true, value: await work() };
    } catch (error) {
      const problem = failureOf(error);
      if (!problem) throw error;
      return { ok: false, problem };
    }
  });
}
