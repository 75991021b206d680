import { pendingRequestCard } from '../../cards/collect/pending-request';
import type { Reply } from '../../domain/card';
import { type DefenderError, DefenderRefusedError, UserError } from '../../domain/errors';
import type { PendingRequest, Wanted } from '../../domain/pending-request';
import { isTemporary } from '../../domain/refusal';
import { pauseAfter, retryStateAfter } from '../../domain/retry-state';
import { md } from '../../domain/text';
import { workflowIds } from '../../domain/workflow-ids';
import type { Turn } from '../../ports';
import { collectionsOfLastHour } from '../collect/collect-limits';
import type { Arguments, CommandRequest, CommandServices } from '../command';

type Request = CommandRequest<Arguments>;

/**
 * Runs a command and queues it when Defender is unreachable; a workflow then retries it. A request
 * that was queued before stays queued on redelivery.
 * @throws {UserError} the requester's hourly limit is reached
 */
export async function orQueue(
  run: () => Promise<Reply>,
  { request, turn }: { request: Request; turn: Turn },
  services: CommandServices,
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
  services: CommandServices,
): Promise<PendingRequest> {
  const { clock, pendingRequests } = services;
  await assertHourlyLimit(request, services);
  const retryCause = error instanceof DefenderRefusedError ? error.refusal : {};
  const pauseMs = clock.real(pauseAfter(1, retryCause, clock.scale));
  const now = clock.now();
  return pendingRequests.keep(request.requestId, {
    askedBy: request.actor,
    askedAt: request.at,
    place: request.place,
    about: wanted(request.args),
    retryState: retryStateAfter(retryCause, { since: now, now, tries: 1, pauseMs }),
  });
}

async function follow(
  kept: PendingRequest,
  { request, turn }: { request: Request; turn: Turn },
  services: CommandServices,
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

function wanted({ byIp, incident, job, machines, reason, tag }: Arguments): Wanted {
  return {
    machines: [...machines, ...byIp],
    ...(tag && { tag }),
    ...(incident && { incident }),
    ...(job && { list: job }),
    ...(reason && { reason }),
  };
}

/** Pending requests begin without another check, so they count towards the hourly limit. */
async function assertHourlyLimit(request: Request, services: CommandServices): Promise<void> {
  const most = services.policy.limits.perPersonPerHour;
  const kept = (await services.pendingRequests.waiting(request.actor.id)).filter(
    ({ askedAt }) => askedAt < request.at,
  );
  const begun = await collectionsOfLastHour(request, services);
  if (kept.length + begun.length < most) return;
  throw new UserError(
    md`Defender isn’t answering, and you’ve reached the limit of ${most} requests (${kept.length} queued, ${begun.length} started in the last hour). Nothing was collected. Try again when it’s back, or name several devices in one message.`,
  );
}
