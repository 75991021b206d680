import { isOver, type MachineAction } from '../../domain/action';
import { type Package, stateOf, storyOf } from '../../domain/collection';
import { type Duration, hours, minutes } from '../../domain/duration';
import type { Clock, Collections, Defender, Log, Ticks, Workflows } from '../../ports';
import { showProgress } from './package-step';
import { inOneSentence } from '../on-call/failure';
import type { StoryTools } from '../engine/services';

export interface WatcherTools {
  readonly clock: Clock;
  readonly collections: Collections;
  readonly defender: Defender;
  readonly workflows: Workflows;
  readonly ticks: Ticks;
  readonly log: Log;
  /** The shortest time between two looks. */
  readonly interval: Duration;
  readonly stories: StoryTools;
}

/**
 * One look for everybody: lists the tenant's collection actions once and wakes each story whose
 * action has ended. Only one replica looks at a time.
 */
export async function lookOnce(tools: WatcherTools): Promise<void> {
  const { clock, collections, ticks, log } = tools;
  const due = dueForALook(await collections.watched(), tools);
  if (due.length === 0) return;
  if (!(await ticks.claim('watcher', clock.real(pauseFor(due, tools)) * 0.9))) return;
  try {
    const actions = await actionsOf(due, tools);
    for (const one of due) await pass(one, actions.get(one.actionId!), tools);
    await ticks.succeeded('watcher');
  } catch (error) {
    await ticks.failed('watcher', inOneSentence(error));
    log.warn({ error }, 'the watcher could not look');
  }
}

/** An action asked for a moment ago has not ended yet: it waits for the next look. */
function dueForALook(watched: readonly Package[], { clock, interval }: WatcherTools): Package[] {
  const young = clock.now().getTime() - clock.real(interval) * 0.9;
  return watched.filter(({ actionId, updatedAt, lastCheckedAt }) => {
    const since = lastCheckedAt ?? updatedAt;
    return actionId !== undefined && since.getTime() <= young;
  });
}

/** Quick while something is fresh, slow when only old jobs wait for machines that are off. */
function pauseFor(due: readonly Package[], { clock, interval }: WatcherTools): Duration {
  const now = clock.now().getTime();
  const youngest = Math.min(...due.map(({ startedAt }) => now - startedAt.getTime()));
  if (youngest < clock.real(minutes(10))) return interval;
  const slower = youngest < clock.real(hours(1)) ? minutes(1) : minutes(5);
  return Math.max(interval, slower) as Duration;
}

async function actionsOf(due: readonly Package[], { defender }: WatcherTools) {
  const oldest = Math.min(...due.map(({ startedAt }) => startedAt.getTime()));
  const since = new Date(oldest - minutes(5));
  const listed = await defender.collectionActions({ since });
  const actions = new Map(listed.map((action) => [action.id, action]));
  // One that was running before we came is older than the list.
  for (const { actionId } of due)
    if (!actions.has(actionId!)) actions.set(actionId!, await defender.machineAction(actionId!));
  return actions;
}

async function pass(one: Package, action: MachineAction | undefined, tools: WatcherTools) {
  if (!action) return;
  if (isOver(action)) {
    const news = { kind: 'ended', action } as const;
    await tools.workflows.tell(storyOf(one), 'news', news, `${action.id}:ended`);
    return;
  }
  const changed = await tools.collections.change(one.id, {
    state: stateOf(action, one.machine),
    lastCheckedAt: tools.clock.now(),
  });
  showProgress(changed, tools.stories);
}
