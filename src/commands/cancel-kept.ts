import { keptRequestCard, wantedInWords } from '../cards/kept-request';
import { clock } from '../cards/time';
import type { Answer } from '../domain/card';
import type { KeptRequest } from '../domain/kept-request';
import { text } from '../domain/text';
import type { CommandRequest, Tools } from './command';
import { keptStoryOf } from './keep-request';
import { viewOf } from './view';

/** Takes back a request that waits for Defender; nothing when the job is none, or was begun. */
export async function cancelKept(
  kept: KeptRequest | undefined,
  request: CommandRequest,
  tools: Tools,
): Promise<Answer | undefined> {
  if (!kept) return undefined;
  const { id } = kept;
  const by = request.actor;
  const ended = await tools.keptRequests.end(id, { as: 'cancelled', at: tools.clock.now(), by });
  const end = ended.end!;
  if (end.as === 'begun' && (await tools.collections.get(id))) return undefined;
  const view = viewOf(request, tools);
  const name = wantedInWords(ended.about);
  if (end.as !== 'cancelled') {
    const when = clock(end.at, view);
    return { text: text`${name}: over since ${when}. Nothing changed. Ref ${id}` };
  }
  await tools.workflows.tell(
    keptStoryOf(ended),
    'news',
    { kind: 'cancel', by },
    `cancel:${request.requestId}`,
  );
  const said = text`${name}: cancelled. Nothing was collected. Ref ${id}`;
  return { card: keptRequestCard(ended, view), keep: id, said };
}
