import { digestCard, greenLine, mostListed } from '../../cards/overview';
import type { Message } from '../../domain/card';
import { happened, isGreen, lastDue } from '../../domain/overview';
import type { Drawn } from '../../ports';
import type { StoryTools } from '../engine/services';
import { viewOf } from '../engine/render-context';
import { defineWorkflow } from '../engine/workflow';

/** One digest of one channel: composed and posted, then noted, so that it comes once. */
export const digest = defineWorkflow<'digest', StoryTools>(
  'digest',
  async (run, { conversationId, due, since }, tools) => {
    await run.step('tell', async () => {
      const wanted = await tools.digests.of(conversationId);
      if (!wanted) return;
      const message = await digestSince(new Date(since), wanted.timeZone, tools);
      if (message) await tools.messenger.post(wanted.place, message);
    });
    await run.step('note that it was told', () =>
      tools.digests.told(conversationId, new Date(due)),
    );
  },
);

/** Starts what is due. The story's name holds the moment: whoever looks, it is told once. */
export async function lookForDigests(tools: StoryTools): Promise<void> {
  const now = tools.clock.now();
  for (const wanted of await tools.digests.all()) {
    const due = lastDue(wanted, now);
    if (due <= wanted.toldAt) continue;
    const { conversationId } = wanted.place;
    const [since, at] = [wanted.toldAt.toISOString(), due.toISOString()];
    await tools.workflows.start('digest', `digest:${conversationId}:${at}`, {
      ...{ conversationId, since, due: at },
    });
  }
}

/** Nothing where nothing happened, a line where all is well, a card where somebody is needed. */
async function digestSince(
  since: Date,
  timeZone: string,
  tools: StoryTools,
): Promise<Drawn<Message> | undefined> {
  const activity = await tools.overview.since(since);
  if (!happened(activity)) return undefined;
  const open = await tools.overview.open(mostListed);
  const view = { ...viewOf(tools), timeZone };
  if (isGreen(activity, open)) return () => ({ text: greenLine(activity, since, view) });
  return () => ({ card: digestCard({ activity, open, since }, view) });
}
