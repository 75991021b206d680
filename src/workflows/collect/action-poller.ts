import { isOver, type MachineAction } from '../../domain/action';
import { type Package, stateOf } from '../../domain/collection';
import { type Duration, hours, minutes } from '../../domain/duration';
import { workflowIds } from '../../domain/workflow-ids';
import type { Clock, Collections, Defender, JobLeases, Log, Workflows } from '../../ports';
import type { WorkflowServices } from '../engine/services';
import { inOneSentence } from '../on-call/failure';
import { showProgress } from './package-step';

export interface ActionPollerServices {
  readonly clock: Clock;
  readonly collections: Collections;
  readonly defender: Defender;
  readonly workflows: Workflows;
  readonly leases: JobLeases;
  readonly log: Log;
  /** The shortest time between two polls. */
  readonly interval: Duration;
  readonly services: WorkflowServices;
}

/**
 * Lists the tenant's collection actions once and signals each workflow whose action has finished.
 * A lease lets only one replica poll at a time.
 */
export async function pollActions(services: ActionPollerServices): Promise<void> {
  const { clock, collections, leases, log } = services;
  const due = dueForAPoll(await collections.watched(), services);
  if (due.length === 0) return;
  if (!(await leases.claim('watcher', clock.real(pauseFor(due, services)) * 0.9))) return;
  try {
    const actions = await actionsOf(due, services);
    for (const one of due) await pass(one, actions.get(one.actionId!), services);
    await leases.succeeded('watcher');
  } catch (error) {
    await leases.failed('watcher', inOneSentence(error));
    log.warn({ error }, 'polling Defender for actions failed');
  }
}

/** Packages whose action was not checked within the interval; a fresh action waits for the next poll. */
function dueForAPoll(
  watched: readonly Package[],
  { clock, interval }: ActionPollerServices,
): Package[] {
  const young = clock.now().getTime() - clock.real(interval) * 0.9;
  return watched.filter(({ actionId, updatedAt, lastCheckedAt }) => {
    const since = lastCheckedAt ?? updatedAt;
    return actionId !== undefined && since.getTime() <= young;
  });
}

/** Polls fast while a collection is fresh, slowly when only old ones wait for offline machines. */
function pauseFor(due: readonly Package[], { clock, interval }: ActionPollerServices): Duration {
  const now = clock.now().getTime();
  const youngest = Math.min(...due.map(({ startedAt }) => now - startedAt.getTime()));
  if (youngest < clock.real(minutes(10))) return interval;
  const slower = youngest < clock.real(hours(1)) ? minutes(1) : minutes(5);
  return Math.max(interval, slower) as Duration;
}

async function actionsOf(due: readonly Package[], { defender }: ActionPollerServices) {
  const oldest = Math.min(...due.map(({ startedAt }) => startedAt.getTime()));
  const since = new Date(oldest - minutes(5));
  const listed = await defender.collectionActions({ since });
  const actions = new Map(listed.map((action) => [action.id, action]));
  // An adopted action may be older than the list.
  for (const { actionId } of due)
    if (!actions.has(actionId!)) actions.set(actionId!, await defender.machineAction(actionId!));
  return actions;
}

async function pass(
  one: Package,
  action: MachineAction | undefined,
  services: ActionPollerServices,
) {
  if (!action) return;
  if (isOver(action)) {
    const news = { kind: 'ended', action } as const;
    await services.workflows.signal(
      workflowIds.collectPackage(one),
      'news',
      news,
      `${action.id}:ended`,
    );
    return;
  }
  const changed = await services.collections.change(one.id, {
    state: stateOf(action, one.machine),
    lastCheckedAt: services.clock.now(),
  });
  showProgress(changed, services.services);
}
