import { answeredListCard } from '../../cards/collect/collect-list';
import { clock } from '../../cards/kit/time';
import type { Reply } from '../../domain/card';
import { UserError } from '../../domain/errors';
import { md } from '../../domain/text';
import { t } from '../../language/language';
import type { CommandRequest, CommandServices } from '../command';

/** Cancels a draft; returns undefined when the id is not a draft. */
export async function cancelList(
  job: string | undefined,
  request: CommandRequest,
  services: CommandServices,
): Promise<Reply | undefined> {
  const draft = job ? await services.drafts.get(job) : undefined;
  if (!job || !draft) return undefined;
  const { name, id } = draft.askedBy;
  if (id !== request.actor.id) throw new UserError(md`Only ${name} can choose.`);
  const ended = await services.drafts.end(job, { as: 'cancelled', at: services.clock.now() });
  const end = ended.end!;
  const view = request.render;
  if (end.as === 'started')
    throw new UserError(
      md`That list was already started ${clock(end.at, view)}. To stop it, cancel its job.`,
      [{ title: t`My jobs`, verb: 'jobs', words: [] }],
    );
  const card = answeredListCard(ended, end, view);
  return { card, cardKey: job, said: md`List ${job} cancelled. Nothing was collected.` };
}
