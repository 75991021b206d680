import { admissionFor } from '../../access/admission';
import { pendingRequestCard } from '../../cards/collect/pending-request';
import type { Reply } from '../../domain/card';
import { type DefenderError, DefenderRefusedError } from '../../domain/errors';
import type { PendingRequest, Wanted } from '../../domain/pending-request';
import { isTemporary } from '../../domain/refusal';
import { pauseAfter, retryStateAfter } from '../../domain/retry-state';
import { workflowIds } from '../../domain/workflow-ids';
import type { Turn } from '../../ports';
import { namedMachines } from '../collect/begin-collection';
import { withinLimits } from '../collect/collect-limits';
import type { Arguments, CollectServices, CommandRequest, PlatformServices } from '../command';

type Request = CommandRequest<Arguments>;

/**
 * Runs a command and queues it when Defender is unreachable; a workflow then retries it. A request
 * that was queued before stays queued on redelivery.
 * @throws {UserError} the requester's hourly limit is reached
 */
export async function orQueue(
  run: () => Promise<Reply>,
  { request, turn }: { request: Request; turn: Turn },
  services: PlatformServices & CollectServices,
): Promise<Reply> {
  const before = await services.pendingRequests.of(request.requestId);
  if (before) return follow(before, { request, turn }, services);
  try {
    return await run();
  } catch (error) {
    if (!isTemporary(error)) throw error;
    return follow(await keep(request, error, services), { request, turn }, services);
  }
}

async function keep(
  request: Request,
  error: DefenderError,
  services: PlatformServices & CollectServices,
): Promise<PendingRequest> {
  const { clock, pendingRequests } = services;
  const retryCause = error instanceof DefenderRefusedError ? error.refusal : {};
  const pauseMs = clock.real(pauseAfter(1, retryCause, clock.scale));
  const now = clock.now();
  const pending = {
    askedBy: request.actor,
    askedAt: request.at,
    place: request.place,
    about: await wanted(request.args, services),
    retryState: retryStateAfter(retryCause, { since: now, now, tries: 1, pauseMs }),
  };
  const admission = admissionFor(request.actor, services);
  const reservation = { ...admission, machines: namedMachines(request.args) };
  return withinLimits(request, () => pendingRequests.keep(request.requestId, pending, reservation));
}

async function follow(
  kept: PendingRequest,
  { request, turn }: { request: Request; turn: Turn },
  services: PlatformServices & CollectServices,
): Promise<Reply> {
  const { id } = kept;
  const first = { ...kept, retryState: { ...kept.retryState, tries: 1 } };
  await services.workflows.start('kept-request', workflowIds.pendingRequest(first), {
    turn,
    kept: { id, requestId: request.requestId, since: turn.at },
    tries: 2,
  });
  // It has begun a collection, which shows itself.
  if (await services.collections.get(id)) return { none: true };
  return { card: pendingRequestCard(kept, request.render), cardKey: id };
}

async function wanted(
  { byIp, incident, job, machines, reason, tag }: Arguments,
  { collections }: CollectServices,
): Promise<Wanted> {
  const isRetry = job !== undefined && (await collections.get(job)) !== undefined;
  return {
    machines: [...machines, ...byIp],
    ...(tag && { tag }),
    ...(incident && { incident }),
    ...(job && (isRetry ? { retried: job } : { list: job })),
    ...(reason && { reason }),
  };
}
