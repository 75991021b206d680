import type { Package } from '../../domain/collection';
import { minutes } from '../../domain/duration';
import { isDefenderError } from '../../domain/errors';
import { isTemporary } from '../../domain/refusal';
import type { RetryState } from '../../domain/retry-state';
import { workflowIds } from '../../domain/workflow-ids';
import type { JobLeases } from '../../ports';
import type { CollectServices, PlatformServices } from '../engine/services';

type Services = PlatformServices & CollectServices;

const most = 500;

interface Waiter {
  /** The id of the waiting workflow. */
  readonly workflow: string;
  readonly tries: number;
}

const lease = 'wake';
// A workflow that was in the middle of a try gets the signal in one of the next runs.
const resumeWindow = minutes(1);

/**
 * Checks whether Defender answers again and resumes everything that backs off, so that nothing waits
 * minutes after the end of an outage. Idempotent.
 *
 * Only the end of an outage resumes: while Defender answers this check but not them, they keep
 * their backoff.
 */
export async function resumeWaiting(services: Services, leases: JobLeases): Promise<void> {
  const waiting = await waitingNow(services);
  if (waiting.length === 0) return;
  const away = await unreachableReason(services);
  if (away) return leases.failed(lease, away);
  if (!(await isJustBack(services, leases))) return;
  services.log.info({ waiting: waiting.length }, 'Defender answers again');
  for (const { workflow, tries } of waiting)
    await services.workflows
      .signal(workflow, 'news', { kind: 'back' }, `back:${workflow}:${tries}`)
      .catch((error: unknown) =>
        services.log.debug({ error, workflow }, 'a waiting workflow could not be resumed'),
      );
}

async function isJustBack({ clock }: Services, leases: JobLeases): Promise<boolean> {
  const { failedAt, succeededAt } = (await leases.last(lease)) ?? {};
  if (!failedAt) return false;
  if (succeededAt && succeededAt > failedAt)
    return clock.now().getTime() - succeededAt.getTime() < clock.real(resumeWindow);
  await leases.succeeded(lease);
  return true;
}

async function waitingNow({ collections, pendingRequests }: Services): Promise<Waiter[]> {
  const requests = (await pendingRequests.waiting()).filter(({ retryState }) => isAway(retryState));
  const open = await collections.list({ open: true, most });
  const packages = open.flatMap((one) => one.packages).filter(isBeingAsked);
  return [
    ...requests.map((one) => ({
      workflow: workflowIds.pendingRequest(one),
      tries: one.retryState.tries,
    })),
    ...packages.map((one) => ({
      workflow: workflowIds.collectPackage(one),
      tries: one.retryState!.tries,
    })),
  ];
}

function isBeingAsked({ retryState, state }: Package): boolean {
  return state === 'sending' && isAway(retryState);
}

/** A throttled request keeps Defender's Retry-After instead. */
function isAway(retryState?: RetryState): boolean {
  return retryState?.kind === 'unreachable';
}

/** Why Defender is unreachable; undefined when it gives any lasting answer. Lists only this moment's actions. */
async function unreachableReason({ clock, defender }: Services): Promise<string | undefined> {
  try {
    await defender.collectionActions({ since: clock.now() });
    return undefined;
  } catch (error) {
    if (!isDefenderError(error)) throw error;
    return isTemporary(error) ? error.message : undefined;
  }
}
