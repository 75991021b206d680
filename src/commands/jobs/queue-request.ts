import { keptRequestCard } from '../../cards/collect/pending-request';
import type { Answer } from '../../domain/card';
import { type DefenderError, DefenderRefused, UserError } from '../../domain/errors';
import { hindranceAfter, pauseAfter } from '../../domain/retry-state';
import { type KeptRequest, storyOfNextTry, type Wanted } from '../../domain/pending-request';
import { isTemporary } from '../../domain/refusal';
import { text } from '../../domain/text';
import type { Turn } from '../../ports';
import { begunWithinTheHour } from '../collect/collect-limits';
import type { Arguments, CommandRequest, Tools } from '../command';
import { viewOf } from '../view';

type Request = CommandRequest<Arguments>;

/**
 * Runs a command that must not be lost because Defender is away: it is kept then, and a story asks
 * again. One that was kept before stays so: what a turn began it begins when it is told again.
 * @throws {UserError} this person asked for as much as may be asked for in an hour
 */
export async function orKeep(
  run: () => Promise<Answer>,
  { request, turn }: { request: Request; turn: Turn },
  tools: Tools,
): Promise<Answer> {
  const before = await tools.keptRequests.of(request.requestId);
  if (before) return follow(before, { request, turn }, tools);
  try {
    return await run();
  } catch (error) {
    if (!isTemporary(error)) throw error;
    return follow(await keep(request, error, tools), { request, turn }, tools);
  }
}

async function keep(request: Request, error: DefenderError, tools: Tools): Promise<KeptRequest> {
  const { clock, keptRequests } = tools;
  await refuseFlood(request, tools);
  const setback = error instanceof DefenderRefused ? error.refusal : {};
  const pauseMs = clock.real(pauseAfter(1, setback, clock.scale));
  const now = clock.now();
  return keptRequests.keep(request.requestId, {
    askedBy: request.actor,
    askedAt: request.at,
    place: request.place,
    about: wanted(request.args),
    hindrance: hindranceAfter(setback, { since: now, now, tries: 1, pauseMs }),
  });
}

async function follow(
  kept: KeptRequest,
  { request, turn }: { request: Request; turn: Turn },
  tools: Tools,
): Promise<Answer> {
  const { id } = kept;
  const first = { ...kept, hindrance: { ...kept.hindrance, tries: 1 } };
  await tools.workflows.start('kept-request', storyOfNextTry(first), {
    turn,
    kept: { id, requestId: request.requestId, since: turn.at },
    tries: 2,
  });
  // What it began stands there by now.
  if (await tools.collections.get(id)) return { nothing: true };
  return { card: keptRequestCard(kept, viewOf(request, tools)), keep: id };
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

/** All that is kept is begun without another count, so it counts together with what was begun. */
async function refuseFlood(request: Request, tools: Tools): Promise<void> {
  const most = tools.policy.limits.perPersonPerHour;
  const kept = (await tools.keptRequests.waiting(request.actor.id)).filter(
    ({ askedAt }) => askedAt < request.at,
  );
  const begun = await begunWithinTheHour(request, tools);
  if (kept.length + begun.length < most) return;
  throw new UserError(
    text`Defender is not answering. Kept for you: ${kept.length}; begun within an hour: ${begun.length}. Together ${most} is the limit. Nothing was collected. Ask again when it is back, or name several machines in one message.`,
  );
}
