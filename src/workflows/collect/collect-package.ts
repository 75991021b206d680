import { type FinalStatus, isOver, type MachineAction } from '../../domain/action';
import { days, milliseconds, seconds } from '../../domain/duration';
import type { Person } from '../../domain/person';
import { english, sentence } from '../../language/language';
import type { PackageSignal } from '../../ports';
import { passEngineErrors } from '../engine/engine-error';
import type { WorkflowServices } from '../engine/services';
import { attempt, defineWorkflow, type WorkflowContext } from '../engine/workflow';
import { internalFailure } from '../on-call/failure';
import { askDefender } from './ask-defender';
import { cancelled, type Ending, ended, endPackage, failed, failedBy } from './end-package';
import { fetchPackage } from './fetch-package';
import { changePackage } from './package-step';

// Defender itself gives up after about three days; one more day lets its result come first.
const longest = days(4);
// After a cancel that Defender did not confirm: five minutes.
const maxLooks = 10;
const lookPause = seconds(30);

/** Collects one machine's package, from the request to the sealed bag. An offline machine may take days. */
export const collectPackage = defineWorkflow<'collect-package', WorkflowServices>(
  'collect-package',
  async (context, { packageId }, services) => {
    const ending = await runToEnd(context, packageId, services).catch((error: unknown) => {
      passEngineErrors(error);
      services.log.error({ error, packageId }, 'a package workflow failed');
      return failedBy(internalFailure(context.id), []);
    });
    await endPackage(context, packageId, ending, services);
  },
);

async function runToEnd(
  context: WorkflowContext,
  packageId: string,
  services: WorkflowServices,
): Promise<Ending> {
  const asked = await askDefender(context, packageId, services);
  if ('ending' in asked) return asked.ending;

  const followed = await follow(context, packageId, asked.action, services);
  if ('ending' in followed) return followed.ending;

  return fetchPackage(context, packageId, followed.action, services);
}

type Followed = { readonly action: MachineAction } | { readonly ending: Ending };

/** Waits until the poller reports that the action finished, or a person cancels. */
async function follow(
  context: WorkflowContext,
  packageId: string,
  action: MachineAction,
  services: WorkflowServices,
): Promise<Followed> {
  let news = await context.waitFor('news', longest);
  while (news && !isDecisive(news))
    news = await context.waitFor('news', timeLeft(action, services));
  if (!news)
    return { ending: ended('stopped-waiting', sentence`The device didn’t respond within 4 days.`) };
  if (news.kind === 'cancel') return cancel(context, { packageId, action, by: news.by }, services);
  return afterwards(news.action);
}

type EndedAction = MachineAction & { readonly status: FinalStatus };
type Decisive =
  | Extract<PackageSignal, { kind: 'cancel' }>
  | { readonly kind: 'ended'; readonly action: EndedAction };

/**
 * Returns whether the signal decides the outcome. Defender's return was signalled while it accepted
 * the request; an action with an unknown status has not ended, as far as anybody knows.
 */
function isDecisive(news: PackageSignal): news is Decisive {
  return news.kind === 'cancel' || (news.kind === 'ended' && isOver(news.action));
}

/** Of the four days since Defender accepted the request, however many signals came. */
function timeLeft({ createdAt }: MachineAction, { clock }: WorkflowServices) {
  if (!createdAt) return longest;
  const spent = clock.now().getTime() - new Date(createdAt).getTime();
  return milliseconds(Math.max(0, longest - spent * clock.scale));
}

async function cancel(
  context: WorkflowContext,
  { action, by, packageId }: { packageId: string; action: MachineAction; by: Person },
  services: WorkflowServices,
): Promise<Followed> {
  await changePackage(context, 'note the cancel', services, packageId, { cancelledBy: by });
  const said = await attempt(context, 'cancel in Defender', () =>
    services.defender.cancelAction(action.id, english`Cancelled by ${by.name} in Bailiff`),
  );
  if (said.ok) return { ending: cancelled() };

  // Defender refuses to cancel what has finished: then the result counts.
  const now = await lookAgain(context, action, services);
  if (now && isOver(now)) return afterwards(now);
  return {
    ending: cancelled(
      sentence`Defender didn’t confirm the cancellation. The request may still be open there.`,
    ),
  };
}

async function lookAgain(
  context: WorkflowContext,
  { id }: MachineAction,
  { defender }: WorkflowServices,
): Promise<MachineAction | undefined> {
  for (let tries = 1; ; tries++) {
    const now = await attempt(context, 'look once more', () => defender.machineAction(id));
    if (now.ok) return now.value;
    if (!now.problem.temporary || tries === maxLooks) return undefined;
    await context.waitFor('news', lookPause);
  }
}

/** Maps a finished action to the next step. */
function afterwards(action: EndedAction): Followed {
  switch (action.status) {
    case 'Succeeded':
      return { action };
    case 'TimeOut':
      return {
        ending: ended(
          'stopped-waiting',
          sentence`Timed out in Defender: the device didn’t respond.`,
        ),
      };
    case 'Failed':
      return { ending: failed(action) };
    case 'Cancelled':
    case 'Canceled':
      return { ending: cancelled(sentence`Cancelled in Defender.`) };
  }
}
