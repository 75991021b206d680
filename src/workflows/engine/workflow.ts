import type { Duration } from '../../domain/duration';
import type { Signals, WorkflowInputs } from '../../ports';
import { failureOf, type StepFailure } from '../on-call/failure';

/**
 * The engine as a workflow sees it. A workflow is a sequence of named steps whose results are
 * memoised, so that it resumes at the same place after a restart.
 */
export interface WorkflowContext {
  /** The id of the workflow. */
  readonly id: string;
  /**
   * Runs the work once and memoises its result. A crash in between runs it again, so the work must be
   * idempotent. Infrastructure errors are retried until they pass, other errors for about a minute.
   * @throws {Error} the error of the last try, memoised like a result
   */
  step<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** The next signal of the topic, also one sent earlier; undefined after `most`. */
  waitFor<T extends keyof Signals>(topic: T, most: Duration): Promise<Signals[T] | undefined>;
  /** The current time, memoised. */
  now(): Promise<Date>;
  /** Starts another workflow. Idempotent: an id is started once. */
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
  run: (context: WorkflowContext, input: WorkflowInputs[Name], services: Tools) => Promise<void>,
): Workflow<Name, Tools> {
  return { name, run };
}

/** The outcome of a step that may fail: data, because a memoised error loses its class. */
export type Attempt<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: StepFailure };

/** Runs a step whose expected failures (Defender, the download) are outcomes; other errors pass. */
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
