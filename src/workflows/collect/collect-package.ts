import type { MachineAction } from '../../domain/action';
import { days } from '../../domain/duration';
import { english, sentence } from '../../language/language';
import type { WorkflowServices } from '../engine/services';
import { attempt, defineWorkflow, type WorkflowContext } from '../engine/workflow';
import { internalFailure } from '../on-call/failure';
import { askDefender } from './ask-defender';
import { cancelled, type Ending, ended, endPackage, failed, failedBy } from './end-package';
import { fetchPackage } from './fetch-package';
import { changePackage } from './package-step';

// Defender itself gives up after about three days; one more day lets its result come first.
const longest = days(4);

/** Collects one machine's package, from the request to the sealed bag. An offline machine may take days. */
export const collectPackage = defineWorkflow<'collect-package', WorkflowServices>(
  'collect-package',
  async (context, { packageId }, services) => {
    const ending = await tell(context, packageId, services).catch((error: unknown) => {
      services.log.error({ error, packageId }, 'a package workflow failed');
      return failedBy(internalFailure(context.id), []);
    });
    await endPackage(context, packageId, ending, services);
  },
);

async function tell(
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
  // Sent while Defender accepted the request: irrelevant by now.
  while (news?.kind === 'back') news = await context.waitFor('news', longest);
  if (!news)
    return { ending: ended('stopped-waiting', sentence`The device didn’t respond within 4 days.`) };
  if (news.kind === 'ended') return afterwards(news.action);

  await changePackage(context, 'note the cancel', services, packageId, { cancelledBy: news.by });
  const said = await attempt(context, 'cancel in Defender', () =>
    services.defender.cancelAction(action.id, english`Cancelled by ${news.by.name} in Bailiff`),
  );
  if (said.ok) return { ending: cancelled() };

  // A refusal may mean "too late": then what the action became is what counts.
  const now = await attempt(context, 'look once more', () =>
    services.defender.machineAction(action.id),
  );
  if (now.ok && now.value.status === 'Succeeded') return { action: now.value };
  return {
    ending: cancelled(
      sentence`Defender didn’t confirm the cancellation. The request may still be open there.`,
    ),
  };
}

/** Maps a finished action to the next step. */
function afterwards(action: MachineAction): Followed {
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
    default:
      return { ending: cancelled(sentence`Cancelled in Defender.`) };
  }
}
