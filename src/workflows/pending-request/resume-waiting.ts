import { type Package, workflowIdOf } from '../../domain/collection';
import { minutes } from '../../domain/duration';
import { isDefenderError } from '../../domain/errors';
import { nextAttemptWorkflowId } from '../../domain/pending-request';
import { isTemporary } from '../../domain/refusal';
import type { RetryState } from '../../domain/retry-state';
import type { JobLeases } from '../../ports';
import type { WorkflowServices } from '../engine/services';

const most = 500;

interface Waiter {
  /** The story that waits. */
  readonly workflow: string;
  readonly tries: number;
}

const tick = 'wake';
// Whoever was in the middle of a try at that moment is told in one of the next looks.
const told = minutes(1);

/**
 * One look whether Defender answers again, for all that wait for it longer and longer: who wrote in
 * the first minute of an outage must not wait five minutes after its end. Safe to repeat.
 *
 * It is the end of being away that wakes: where Defender answers us but not them, they keep their pace.
 */
export async function resumeWaiting(services: WorkflowServices, leases: JobLeases): Promise<void> {
  const waiting = await waitingNow(services);
  if (waiting.length === 0) return;
  const away = await fault(services);
  if (away) return leases.failed(tick, away);
  if (!(await isJustBack(services, leases))) return;
  services.log.info({ waiting: waiting.length }, 'Defender answers again');
  for (const { workflow, tries } of waiting)
    await services.workflows
      .signal(workflow, 'news', { kind: 'back' }, `back:${workflow}:${tries}`)
      .catch((error: unknown) =>
        services.log.debug({ error, workflow }, 'a story could not be woken'),
      );
}

async function isJustBack({ clock }: WorkflowServices, leases: JobLeases): Promise<boolean> {
  const { failedAt, succeededAt } = (await leases.last(tick)) ?? {};
  if (!failedAt) return false;
  if (succeededAt && succeededAt > failedAt)
    return clock.now().getTime() - succeededAt.getTime() < clock.real(told);
  await leases.succeeded(tick);
  return true;
}

async function waitingNow({ collections, pendingRequests }: WorkflowServices): Promise<Waiter[]> {
  const requests = (await pendingRequests.waiting()).filter(({ retryState }) => isAway(retryState));
  const open = await collections.list({ open: true, most });
  const packages = open.flatMap((one) => one.packages).filter(isBeingAsked);
  return [
    ...requests.map((one) => ({
      workflow: nextAttemptWorkflowId(one),
      tries: one.retryState.tries,
    })),
    ...packages.map((one) => ({ workflow: workflowIdOf(one), tries: one.retryState!.tries })),
  ];
}

function isBeingAsked({ retryState, state }: Package): boolean {
  return state === 'sending' && isAway(retryState);
}

/** Whoever was asked to slow down waits as long as Defender wishes. */
function isAway(retryState?: RetryState): boolean {
  return retryState?.kind === 'unreachable';
}

/** Any answer will do but one that asks to come again; the list of this very moment is short. */
async function fault({ clock, defender }: WorkflowServices): Promise<string | undefined> {
  try {
    await defender.collectionActions({ since: clock.now() });
    return undefined;
  } catch (error) {
    if (!isDefenderError(error)) throw error;
    return isTemporary(error) ? error.message : undefined;
  }
}
