import { clock } from '../../cards/kit/time';
import type { Approval } from '../../domain/approval';
import type { Answer } from '../../domain/card';
import type { Collection } from '../../domain/collection';
import { UserError } from '../../domain/errors';
import { shortName } from '../../domain/machine';
import { atLeast } from '../../domain/person';
import { raw, type SafeText, text } from '../../domain/text';
import { say } from '../../language/language';
import type { Decision } from '../../ports';
import type { CommandRequest, Tools } from '../command';
import { jobNamed } from './packages';
import { viewOf } from '../view';

const nothing = () => text`Nothing changed.`;

type Request = CommandRequest<{ readonly job?: string; readonly reason?: string }>;

/** The name of the story that waits for an approval. */
export function approvalStoryOf(collectionId: string): string {
  return `${collectionId}:approval`;
}

/**
 * One person's word about a collection that waits for it. The first word stands: two people, two
 * clicks or a second delivery have one effect, and whoever comes late reads what is so.
 */
export async function settleApproval(
  request: Request,
  state: 'approved' | 'denied',
  tools: Tools,
): Promise<Answer> {
  const { job, reason } = request.args;
  const verb = state === 'approved' ? 'approve' : 'deny';
  if (!job) throw new UserError(text`Say which job: ${verb} C-7F3K2. ${raw(nothing())}`);
  const collection = await jobNamed(job, tools, nothing());
  const { approval } = collection;
  if (!approval) throw new UserError(text`${job} waits for nobody's approval. ${raw(nothing())}`);
  refuseOwn(request, collection, verb);
  refuseLesser(request, approval, verb);

  const isLate = approval.state === 'pending' && tools.clock.now() >= approval.expiresAt;
  const said = reason?.trim() ? { said: reason.trim() } : {};
  const word: Decision = isLate ? { state: 'expired' } : { state, by: request.actor, ...said };
  const decided = await tools.approvals.decide(job, word);
  // Told by latecomers, too: a crash may have come between deciding and telling.
  await tellStory(decided, tools);
  if (decided.state !== state || decided.decidedBy?.id !== request.actor.id)
    return { text: whatIsSo(decided, request, tools) };
  return { text: done(collection, decided) };
}

/** Wakes the story that waits; told once, however often it is said. */
export async function tellStory(
  { collectionId, state }: Approval,
  { workflows }: Tools,
): Promise<void> {
  const once = `${collectionId}:decision`;
  await workflows.tell(approvalStoryOf(collectionId), 'decision', { state }, once);
}

/** @throws {UserError} four eyes are wanted: whoever asked can't be one of both */
function refuseOwn({ actor }: Request, { askedBy }: Collection, verb: string): void {
  if (askedBy.id.toLowerCase() !== actor.id.toLowerCase()) return;
  throw new UserError(text`You asked for this, so someone else must ${verb}. ${raw(nothing())}`);
}

/** @throws {UserError} the rule wants a higher role */
function refuseLesser({ role }: Request, { by, collectionId }: Approval, verb: string): void {
  if (atLeast(role, by)) return;
  throw new UserError(
    text`🔒 You can't ${verb} ${collectionId}: it needs the role ${by}; yours is ${role}. ${raw(nothing())}`,
  );
}

function done({ packages }: Collection, { collectionId, packageIds, state }: Approval): SafeText {
  const machines = packages.filter(({ id }) => packageIds.includes(id));
  const [only, ...others] = machines;
  const what =
    only && others.length === 0 ? shortName(only.machine) : say`${machines.length} machines`;
  return state === 'approved'
    ? text`${what}: approved. Collecting now. Ref ${collectionId}`
    : text`${what}: denied. Nothing is collected. Ref ${collectionId}`;
}

/** A late word changes nothing, and says what is so. */
function whatIsSo(
  { collectionId, decidedAt, decidedBy, state }: Approval,
  request: Request,
  tools: Tools,
): SafeText {
  const at = clock(decidedAt ?? tools.clock.now(), viewOf(request, tools));
  const who = decidedBy?.id === request.actor.id ? say`you` : (decidedBy?.name ?? say`somebody`);
  const so = outcomeInWords(state, who, at);
  return text`${raw(so)} ${raw(nothing())} Ref ${collectionId}`;
}

function outcomeInWords(state: Approval['state'], who: string, at: string): SafeText {
  switch (state) {
    case 'approved':
      return text`It was approved by ${who} ${at}.`;
    case 'denied':
      return text`It was denied by ${who} ${at}.`;
    case 'expired':
      return text`No one answered in time ${at}. Nothing was collected.`;
    default:
      return text`It was withdrawn by ${who} ${at}.`;
  }
}
