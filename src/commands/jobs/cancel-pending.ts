import { pendingRequestCard, wantedInWords } from '../../cards/collect/pending-request';
import { clock } from '../../cards/kit/time';
import type { Reply } from '../../domain/card';
import type { PendingRequest } from '../../domain/pending-request';
import { md } from '../../domain/text';
import { workflowIds } from '../../domain/workflow-ids';
import type { CollectServices, CommandRequest, PlatformServices } from '../command';

/** Cancels pending requests; returns undefined when there are none, or all have begun. */
export async function cancelPending(
  pending: readonly PendingRequest[],
  request: CommandRequest,
  services: PlatformServices & CollectServices,
): Promise<Reply | undefined> {
  const all: Reply[] = [];
  const begun: string[] = [];
  for (const one of pending) {
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

/** @returns undefined when a collection has begun: that can be cancelled, the request can't */
async function takeBack(
  { id }: PendingRequest,
  request: CommandRequest,
  services: PlatformServices & CollectServices,
): Promise<Reply | undefined> {
  const by = request.actor;
  const ended = await services.pendingRequests.end(id, {
    as: 'cancelled',
    at: services.clock.now(),
    by,
  });
  const end = ended.end!;
  if (end.as === 'begun' && (await services.collections.get(id))) return undefined;
  const view = request.render;
  const name = wantedInWords(ended.about);
  if (end.as !== 'cancelled') {
    const when = clock(end.at, view);
    return { text: md`${name}: already finished ${when}. Ref ${id}` };
  }
  // The next attempt may not exist yet; it reads the end itself.
  await services.workflows
    .signal(
      workflowIds.pendingRequest(ended),
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
