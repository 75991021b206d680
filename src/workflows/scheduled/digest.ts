import { digestCard, greenLine, maxListed } from '../../cards/overview';
import type { Message } from '../../domain/card';
import { happened, isGreen, lastDue } from '../../domain/overview';
import { workflowIds } from '../../domain/workflow-ids';
import type { Localized } from '../../ports';
import { renderContextOf } from '../engine/render-context';
import type { WorkflowServices } from '../engine/services';
import { defineWorkflow } from '../engine/workflow';

/** Composes and posts one digest of one channel, then stores that it was sent. */
export const digest = defineWorkflow<'digest', WorkflowServices>(
  'digest',
  async (context, { conversationId, due, since }, services) => {
    await context.step('tell', async () => {
      const wanted = await services.digests.of(conversationId);
      if (!wanted) return;
      const message = await digestSince(new Date(since), wanted.timeZone, services);
      if (message) await services.messenger.post(wanted.place, message, { once: context.id });
    });
    await context.step('note that it was told', () =>
      services.digests.told(conversationId, new Date(due)),
    );
  },
);

/** Starts the digests that are due. The workflow id contains the due time, so each is sent once. */
export async function sendDueDigests(services: WorkflowServices): Promise<void> {
  const now = services.clock.now();
  for (const wanted of await services.digests.all()) {
    const due = lastDue(wanted, now);
    if (due <= wanted.toldAt) continue;
    const { conversationId } = wanted.place;
    const [since, at] = [wanted.toldAt.toISOString(), due.toISOString()];
    await services.workflows.start('digest', workflowIds.digest(conversationId, at), {
      ...{ conversationId, since, due: at },
    });
  }
}

/** Undefined when nothing happened, one line when all is well, a card when somebody is needed. */
async function digestSince(
  since: Date,
  timeZone: string,
  services: WorkflowServices,
): Promise<Localized<Message> | undefined> {
  const activity = await services.overview.since(since);
  if (!happened(activity)) return undefined;
  const open = await services.overview.open(maxListed);
  const view = { ...renderContextOf(services), timeZone };
  if (isGreen(activity, open)) return () => ({ text: greenLine(activity, since, view) });
  return () => ({ card: digestCard({ activity, open, since }, view) });
}
