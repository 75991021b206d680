import type { MachineAction } from '../../domain/action';
import { type Failure, isOver, type StoredPackage } from '../../domain/collection';
import { defined } from '../../domain/defined';
import { hresultInWords } from '../../domain/refusal';
import { workflowIds } from '../../domain/workflow-ids';
import { msg, type StoredMessage, sentence } from '../../language/language';
import type { WorkflowServices } from '../engine/services';
import type { WorkflowContext } from '../engine/workflow';
import type { StepFailure } from '../on-call/failure';
import { recordPackageFailure, reportFailure } from '../on-call/report-failure';
import { packageOf, showProgress } from './package-step';

/** The terminal state of a package, with its details. */
export type Ending =
  | {
      readonly state: 'ready';
      readonly stored: StoredPackage;
      /** Seconds for link and download; missing in workflows of earlier versions. */
      readonly seconds?: number;
    }
  | { readonly state: 'failed'; readonly failure: Failure }
  | { readonly state: 'cancelled' | 'stopped-waiting'; readonly failure?: Failure };

export function ended(state: 'cancelled' | 'stopped-waiting', cause: StoredMessage): Ending {
  return { state, failure: { cause, tried: [] } };
}

export function cancelled(note?: StoredMessage): Ending {
  return note ? ended('cancelled', note) : { state: 'cancelled' };
}

/** The ending for an action that failed on the machine. */
export function failed(action: MachineAction): Ending {
  const why = hresultInWords(action.errorHResult);
  return {
    state: 'failed',
    failure: defined({
      cause: why
        ? msg`The collection failed on the device: ${why}.`
        : sentence`The collection failed on the device.`,
      advice: sentence`Check that the device is on and its sensor is healthy, then retry.`,
      status: action.status,
      errorHResult: action.errorHResult,
      troubleshootInfo: action.troubleshootInfo,
      tried: [sentence`Defender sent the request`],
    }),
  };
}

/** The ending for an expected failure of a step. */
export function failedBy(problem: StepFailure, tried: readonly StoredMessage[]): Ending {
  return {
    state: 'failed',
    failure: defined({
      cause: problem.cause,
      advice: problem.advice,
      status: problem.status === undefined ? undefined : String(problem.status),
      code: problem.code,
      said: problem.said,
      trace: problem.trace,
      tried,
    }),
  };
}

/**
 * Stores the terminal state, journal first. The last package of a collection starts
 * `finish-collection`; an earlier failure is reported at once, because an offline machine may keep
 * the collection open for days.
 */
export async function endPackage(
  context: WorkflowContext,
  packageId: string,
  ending: Ending,
  services: WorkflowServices,
): Promise<void> {
  await context.step('record the end', () => record(packageId, ending, services));
  const finished = await context.step('end', async () => {
    const collection = await services.collections.change(packageId, {
      ...ending,
      endedAt: services.clock.now(),
      linkAt: null,
      retryState: null,
    });
    await recordPackageFailure(collection, packageId, services);
    showProgress(collection, services);
    if (!isOver(collection)) return undefined;
    return { id: collection.id, attempt: Math.max(...collection.packages.map((p) => p.attempt)) };
  });
  if (!finished && ending.state === 'failed') {
    const found = await context.step('read what failed', () => packageOf(packageId, services));
    await reportFailure(context, found.collection, found.package, services);
  }
  if (finished)
    await context.start(
      'finish-collection',
      workflowIds.finishCollection(finished.id, finished.attempt),
      {
        collectionId: finished.id,
        attempt: finished.attempt,
      },
    );
}

async function record(
  packageId: string,
  ending: Ending,
  { collections, journal }: WorkflowServices,
) {
  const found = await collections.ofPackage(packageId);
  if (!found) throw new Error(`no package ${packageId}`);
  const { collection, package: one } = found;
  await journal.write({
    operation: `package.${ending.state}`,
    actor: collection.askedBy,
    outcome: ending.state === 'ready' ? 'success' : 'failure',
    resources: {
      collection: collection.id,
      package: packageId,
      machine: one.machine.id,
      ...(one.actionId && { action: one.actionId }),
    },
    details:
      'stored' in ending ? { ...ending.stored, seconds: ending.seconds } : { ...ending.failure },
  });
}
