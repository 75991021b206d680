import type { MachineAction } from '../../domain/action';
import { days } from '../../domain/duration';
import { recorded, sentence } from '../../language/language';
import { askDefender } from './ask-defender';
import { cancelled, type Ending, ended, endPackage, failed, failedBy } from './end-package';
import { fetchPackage } from './fetch-package';
import { changePackage } from './package-step';
import { ourProblem } from '../on-call/failure';
import type { StoryTools } from '../engine/services';
import { attempt, defineWorkflow, type Run } from '../engine/workflow';

// Defender itself gives up after about three days; one more, so that its word comes first.
const longest = days(4);

/** One machine's package, from asking to kept. A laptop that is off cannot answer: hence the wait. */
export const collectPackage = defineWorkflow<'collect-package', StoryTools>(
  'collect-package',
  async (run, { packageId }, tools) => {
    const ending = await tell(run, packageId, tools).catch((error: unknown) => {
      tools.log.error({ error, packageId }, 'the story of a package broke');
      return failedBy(ourProblem(run.id), []);
    });
    await endPackage(run, packageId, ending, tools);
  },
);

async function tell(run: Run, packageId: string, tools: StoryTools): Promise<Ending> {
  const asked = await askDefender(run, packageId, tools);
  if ('ending' in asked) return asked.ending;

  const followed = await follow(run, packageId, asked.action, tools);
  if ('ending' in followed) return followed.ending;

  return fetchPackage(run, packageId, followed.action, tools);
}

type Followed = { readonly action: MachineAction } | { readonly ending: Ending };

/** Waits for the watcher's word, or for somebody to cancel. */
async function follow(
  run: Run,
  packageId: string,
  action: MachineAction,
  tools: StoryTools,
): Promise<Followed> {
  let news = await run.waitFor('news', longest);
  // Told as Defender took the request: nobody waits for that any more.
  while (news?.kind === 'back') news = await run.waitFor('news', longest);
  if (!news)
    return { ending: ended('stopped-waiting', sentence`The machine gave no answer in 4 days.`) };
  if (news.kind === 'ended') return afterwards(news.action);

  await changePackage(run, 'note the cancel', tools, packageId, { cancelledBy: news.by });
  const said = await attempt(run, 'cancel in Defender', () =>
    tools.defender.cancelAction(action.id, recorded`Cancelled by ${news.by.name} in Bailiff`),
  );
  if (said.ok) return { ending: cancelled() };

  // A refusal may mean "too late": then what the action became is what counts.
  const now = await attempt(run, 'look once more', () => tools.defender.machineAction(action.id));
  if (now.ok && now.value.status === 'Succeeded') return { action: now.value };
  return {
    ending: cancelled(sentence`Defender did not confirm it: the request may still be open there.`),
  };
}

/** What an action that has ended means for us. */
function afterwards(action: MachineAction): Followed {
  switch (action.status) {
    case 'Succeeded':
      return { action };
    case 'TimeOut':
      return {
        ending: ended(
          'stopped-waiting',
          sentence`Defender stopped waiting: the machine did not answer.`,
        ),
      };
    case 'Failed':
      return { ending: failed(action) };
    default:
      return { ending: cancelled(sentence`It was cancelled in Defender.`) };
  }
}
