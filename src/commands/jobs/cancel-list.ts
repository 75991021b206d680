import { answeredListCard } from '../../cards/collect/collect-list';
import { messageCard } from '../../cards/kit/message';
import { clock } from '../../cards/kit/time';
import type { Reply } from '../../domain/card';
import { UserError } from '../../domain/errors';
import { md } from '../../domain/text';
import { t } from '../../language/language';
import type { CommandRequest, MachineServices, PlatformServices } from '../command';
import { assertRequester } from '../questions';

/** Cancels a question; returns undefined when the id is not a draft. */
export async function cancelList(
  job: string | undefined,
  request: CommandRequest,
  services: PlatformServices & MachineServices,
): Promise<Reply | undefined> {
  const draft = job ? await services.drafts.get(job) : undefined;
  if (!job || !draft) return undefined;
  assertRequester(draft, request);
  const ended = await services.drafts.end(job, { as: 'cancelled', at: services.clock.now() });
  const end = ended.end!;
  const view = request.render;
  if (end.as === 'started')
    throw new UserError(
      md`That list was already started ${clock(end.at, view)}. To stop it, cancel its job.`,
      [{ title: t`My jobs`, verb: 'jobs', words: [] }],
    );
  if (draft.kind) {
    const title = md`Cancelled ${clock(end.at, view)}. Nothing was done`;
    return { card: messageCard({ title, lines: [] }), cardKey: job, said: md`Cancelled.` };
  }
  const card = answeredListCard(ended, end, view);
  return { card, cardKey: job, said: md`List ${job} cancelled. Nothing was collected.` };
}
