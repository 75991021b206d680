import { pendingRequestCard, wantedInWords } from '../../cards/collect/pending-request';
import { clock } from '../../cards/kit/time';
import type { Reply } from '../../domain/card';
import { nextAttemptWorkflowId, type PendingRequest } from '../../domain/pending-request';
import { md } from '../../domain/text';
import type { CommandRequest, CommandServices } from '../command';
import { renderContextOf } from '../view';

/** Takes back requests that wait for Defender; nothing when there are none, or all were begun. */
export async function cancelPending(
  kept: readonly PendingRequest[],
  request: CommandRequest,
  services: CommandServices,
): Promise<Reply | undefined> {
  const all: Reply[] = [];
  const begun: string[] = [];
  for (const one of kept) {
    const answer = await takeBack(one, request, services);
    if (answer) all.push(answer);
    else begun.push(one.id);
  }
  if (all.length === 0) return undefined;
  const goesOn = begun.map((id) => ({
    text: md`${id} just started and continues. To stop it: cancel ${id}`,
  }));
  const [only, ...others] = [...all, ...goesOn];
  return others.length > 0 ? { all: [only!, ...others] } : only;
}

/** @returns nothing when it has begun a collection: that one can be cancelled, not the request */
async function takeBack(
  { id }: PendingRequest,
  request: CommandRequest,
  services: CommandServices,
): Promise<Reply | undefined> {
  const by = request.actor;
  const ended = await services.pendingRequests.end(id, {
    as: 'cancelled',
    at: services.clock.now(),
    by,
  });
  const end = ended.end!;
  if (end.as === 'begun' && (await services.collections.get(id))) return undefined;
  const view = renderContextOf(request, services);
  const name = wantedInWords(ended.about);
  if (end.as !== 'cancelled') {
    const when = clock(end.at, view);
    return { text: md`${name}: already finished ${when}. Ref ${id}` };
  }
  // The next try may be just about to begin: then nobody is there to be told, and it reads the end.
  await services.workflows
    .signal(
      nextAttemptWorkflowId(ended),
      'news',
      { kind: 'cancel', by },
      `cancel:${request.requestId}`,
    )
    .catch((error: unknown) =>
      services.log.warn({ error, request: id }, 'no try was there to tell'),
    );
  const said = md`${name}: cancelled. Nothing was collected. Ref ${id}`;
  return { card: pendingRequestCard(ended, view), cardKey: id, said };
}
