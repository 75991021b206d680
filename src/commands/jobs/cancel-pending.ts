import { keptRequestCard, wantedInWords } from '../../cards/collect/pending-request';
import { clock } from '../../cards/kit/time';
import type { Answer } from '../../domain/card';
import { type KeptRequest, storyOfNextTry } from '../../domain/pending-request';
import { text } from '../../domain/text';
import type { CommandRequest, Tools } from '../command';
import { viewOf } from '../view';

/** Takes back requests that wait for Defender; nothing when there are none, or all were begun. */
export async function cancelKept(
  kept: readonly KeptRequest[],
  request: CommandRequest,
  tools: Tools,
): Promise<Answer | undefined> {
  const all: Answer[] = [];
  const begun: string[] = [];
  for (const one of kept) {
    const answer = await takeBack(one, request, tools);
    if (answer) all.push(answer);
    else begun.push(one.id);
  }
  if (all.length === 0) return undefined;
  const goesOn = begun.map((id) => ({
    text: text`${id} was begun a moment ago and goes on. To stop it: cancel ${id}.`,
  }));
  const [only, ...others] = [...all, ...goesOn];
  return others.length > 0 ? { all: [only!, ...others] } : only;
}

/** @returns nothing when it has begun a collection: that one can be cancelled, not the request */
async function takeBack(
  { id }: KeptRequest,
  request: CommandRequest,
  tools: Tools,
): Promise<Answer | undefined> {
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
  // The next try may be just about to begin: then nobody is there to be told, and it reads the end.
  await tools.workflows
    .tell(storyOfNextTry(ended), 'news', { kind: 'cancel', by }, `cancel:${request.requestId}`)
    .catch((error: unknown) => tools.log.warn({ error, request: id }, 'no try was there to tell'));
  const said = text`${name}: cancelled. Nothing was collected. Ref ${id}`;
  return { card: keptRequestCard(ended, view), keep: id, said };
}
