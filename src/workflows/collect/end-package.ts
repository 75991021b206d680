import type { MachineAction } from '../../domain/action';
import { type Failure, isOver, type StoredPackage } from '../../domain/collection';
import { hresultInWords } from '../../domain/refusal';
import { type KeptWords, kept, sentence } from '../../language/language';
import { packageOf, showProgress } from './package-step';
import type { Problem } from '../on-call/failure';
import { reportFailure } from '../on-call/open-alert';
import type { StoryTools } from '../engine/services';
import type { Run } from '../engine/workflow';

/** How a package ended: always one of four. */
export type Ending =
  | {
      readonly state: 'ready';
      readonly stored: StoredPackage;
      /** How long link and download took; a story of an earlier version doesn't know. */
      readonly seconds?: number;
    }
  | { readonly state: 'failed'; readonly failure: Failure }
  | { readonly state: 'cancelled' | 'stopped-waiting'; readonly failure?: Failure };

export function ended(state: 'cancelled' | 'stopped-waiting', cause: KeptWords): Ending {
  return { state, failure: { cause, tried: [] } };
}

export function cancelled(note?: KeptWords): Ending {
  return note ? ended('cancelled', note) : { state: 'cancelled' };
}

/** Defender followed the request and it failed on the machine. */
export function failed(action: MachineAction): Ending {
  const why = hresultInWords(action.errorHResult);
  return {
    state: 'failed',
    failure: {
      cause: why
        ? kept`The collection failed on the machine: ${why}.`
        : sentence`The collection failed on the machine.`,
      advice: sentence`Check that the machine is on and its sensor healthy, then retry.`,
      status: action.status,
      errorHResult: action.errorHResult,
      troubleshootInfo: action.troubleshootInfo,
      tried: [sentence`Defender asked the machine`],
    },
  };
}

/** We or Defender could not do it. */
export function failedBy(problem: Problem, tried: readonly KeptWords[]): Ending {
  return {
    state: 'failed',
    failure: {
      cause: problem.cause,
      advice: problem.advice,
      status: problem.status === undefined ? undefined : String(problem.status),
      code: problem.code,
      said: problem.said,
      trace: problem.trace,
      tried,
    },
  };
}

/**
 * Writes the end down, in the journal first; the last package of a collection begins its finish. A
 * failure before that is reported at once: a machine that is off keeps the others open for days.
 */
export async function endPackage(
  run: Run,
  packageId: string,
  ending: Ending,
  tools: StoryTools,
): Promise<void> {
  await run.step('record the end', () => record(packageId, ending, tools));
  const finished = await run.step('end', async () => {
    const collection = await tools.collections.change(packageId, {
      ...ending,
      endedAt: tools.clock.now(),
      linkAt: null,
      hindrance: null,
    });
    showProgress(collection, tools);
    if (!isOver(collection)) return undefined;
    return { id: collection.id, attempt: Math.max(...collection.packages.map((p) => p.attempt)) };
  });
  if (!finished && ending.state === 'failed') {
    const found = await run.step('read what failed', () => packageOf(packageId, tools));
    await reportFailure(run, found.collection, found.package, tools);
  }
  if (finished)
    await run.start('finish-collection', `${finished.id}:finish:${finished.attempt}`, {
      collectionId: finished.id,
      attempt: finished.attempt,
    });
}

async function record(packageId: string, ending: Ending, { collections, journal }: StoryTools) {
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
