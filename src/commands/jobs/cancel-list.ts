import { answeredListCard } from '../../cards/collect/collect-list';
import { clock } from '../../cards/kit/time';
import type { Answer } from '../../domain/card';
import { UserError } from '../../domain/errors';
import { text } from '../../domain/text';
import { say } from '../../language/language';
import type { CommandRequest, Tools } from '../command';
import { viewOf } from '../view';

/** Drops a list that waits to be confirmed; nothing when the job is none. */
export async function cancelList(
  job: string | undefined,
  request: CommandRequest,
  tools: Tools,
): Promise<Answer | undefined> {
  const draft = job ? await tools.drafts.get(job) : undefined;
  if (!job || !draft) return undefined;
  const { name, id } = draft.askedBy;
  if (id !== request.actor.id)
    throw new UserError(text`Only ${name} can choose here. Nothing changed.`);
  const ended = await tools.drafts.end(job, { as: 'cancelled', at: tools.clock.now() });
  const end = ended.end!;
  const view = viewOf(request, tools);
  if (end.as === 'started')
    throw new UserError(
      text`That list was started ${clock(end.at, view)}. Nothing was cancelled. To stop it, cancel its job.`,
      [{ title: say`My jobs`, verb: 'jobs', words: [] }],
    );
  const card = answeredListCard(ended, end, view);
  return { card, keep: job, said: text`List ${job} was dropped. Nothing was collected.` };
}
