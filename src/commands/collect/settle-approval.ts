import { clock } from '../../cards/kit/time';
import type { Approval } from '../../domain/approval';
import type { Reply } from '../../domain/card';
import type { Collection } from '../../domain/collection';
import { UserError } from '../../domain/errors';
import { shortName } from '../../domain/machine';
import { atLeast } from '../../domain/person';
import { markdown, md, type SafeText } from '../../domain/text';
import { t } from '../../language/language';
import type { Decision } from '../../ports';
import type { CommandRequest, CommandServices } from '../command';
import { renderContextOf } from '../view';
import { jobNamed } from './packages';

const nothing = () => md`Nothing changed.`;

type Request = CommandRequest<{ readonly job?: string; readonly reason?: string }>;

/** The name of the story that waits for an approval. */
export function approvalWorkflowId(collectionId: string): string {
  return `${collectionId}:approval`;
}

/**
 * One person's word about a collection that waits for it. The first word stands: two people, two
 * clicks or a second delivery have one effect, and whoever comes late reads what is so.
 */
export async function settleApproval(
  request: Request,
  state: 'approved' | 'denied',
  services: CommandServices,
): Promise<Reply> {
  const { job, reason } = request.args;
  const verb = state === 'approved' ? 'approve' : 'deny';
  if (!job) throw new UserError(md`Name a job: ${verb} C-7F3K2. ${markdown(nothing())}`);
  const collection = await jobNamed(job, services, nothing());
  const { approval } = collection;
  if (!approval) throw new UserError(md`${job} isn’t waiting for approval. ${markdown(nothing())}`);
  assertOwn(request, collection, verb);
  assertLesser(request, approval, verb);

  const isLate = approval.state === 'pending' && services.clock.now() >= approval.expiresAt;
  const said = reason?.trim() ? { said: reason.trim() } : {};
  const word: Decision = isLate ? { state: 'expired' } : { state, by: request.actor, ...said };
  const decided = await services.approvals.decide(job, word);
  // Told by latecomers, too: a crash may have come between deciding and telling.
  await playScript(decided, services);
  if (decided.state !== state || decided.decidedBy?.id !== request.actor.id)
    return { text: whatIsSo(decided, request, services) };
  return { text: done(collection, decided) };
}

/** Wakes the story that waits; told once, however often it is said. */
export async function playScript(
  { collectionId, state }: Approval,
  { workflows }: CommandServices,
): Promise<void> {
  const once = `${collectionId}:decision`;
  await workflows.signal(approvalWorkflowId(collectionId), 'decision', { state }, once);
}

/** @throws {UserError} four eyes are wanted: whoever asked can't be one of both */
function assertOwn({ actor }: Request, { askedBy }: Collection, verb: string): void {
  if (askedBy.id.toLowerCase() !== actor.id.toLowerCase()) return;
  throw new UserError(
    md`You requested this, so someone else must ${verb} it. ${markdown(nothing())}`,
  );
}

/** @throws {UserError} the rule wants a higher role */
function assertLesser({ role }: Request, { by, collectionId }: Approval, verb: string): void {
  if (atLeast(role, by)) return;
  throw new UserError(
    md`🔒 You can’t ${verb} ${collectionId}: requires the ${by} role (yours: ${role}). ${markdown(nothing())}`,
  );
}

function done({ packages }: Collection, { collectionId, packageIds, state }: Approval): SafeText {
  const machines = packages.filter(({ id }) => packageIds.includes(id));
  const [only, ...others] = machines;
  const what =
    only && others.length === 0 ? shortName(only.machine) : t`${machines.length} devices`;
  return state === 'approved'
    ? md`${what}: approved. Collecting. Ref ${collectionId}`
    : md`${what}: denied. Nothing is collected. Ref ${collectionId}`;
}

/** A late word changes nothing, and says what is so. */
function whatIsSo(
  { collectionId, decidedAt, decidedBy, state }: Approval,
  request: Request,
  services: CommandServices,
): SafeText {
  const at = clock(decidedAt ?? services.clock.now(), renderContextOf(request, services));
  const who = decidedBy?.id === request.actor.id ? t`you` : (decidedBy?.name ?? t`someone`);
  const so = outcomeInWords(state, who, at);
  return md`${markdown(so)} ${markdown(nothing())} Ref ${collectionId}`;
}

function outcomeInWords(state: Approval['state'], who: string, at: string): SafeText {
  switch (state) {
    case 'approved':
      return md`It was approved by ${who} ${at}.`;
    case 'denied':
      return md`It was denied by ${who} ${at}.`;
    case 'expired':
      return md`The approval request expired ${at}. Nothing was collected.`;
    default:
      return md`It was withdrawn by ${who} ${at}.`;
  }
}
