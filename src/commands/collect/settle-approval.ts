import { clock } from '../../cards/kit/time';
import type { Approval } from '../../domain/approval';
import type { Reply } from '../../domain/card';
import type { Collection } from '../../domain/collection';
import { UserError } from '../../domain/errors';
import { shortName } from '../../domain/machine';
import { atLeast } from '../../domain/person';
import { markdown, md, type SafeText } from '../../domain/text';
import { workflowIds } from '../../domain/workflow-ids';
import { t } from '../../language/language';
import type { Decision } from '../../ports';
import type { CollectServices, CommandRequest, PlatformServices } from '../command';
import { jobNamed } from './packages';

const nothing = () => md`Nothing changed.`;

type Request = CommandRequest<{
  readonly job?: string | undefined;
  readonly reason?: string | undefined;
}>;

/**
 * Records one person's decision on an approval. The first decision wins: a second person, click or
 * delivery has no effect and reads the current state.
 */
export async function settleApproval(
  request: Request,
  state: 'approved' | 'denied',
  services: PlatformServices & CollectServices,
): Promise<Reply> {
  const { job, reason } = request.args;
  const verb = state === 'approved' ? 'approve' : 'deny';
  if (!job) throw new UserError(md`Name a job: ${verb} C-7F3K2. ${markdown(nothing())}`);
  const collection = await jobNamed(job, services, nothing());
  const { approval } = collection;
  if (!approval) throw new UserError(md`${job} isn’t waiting for approval. ${markdown(nothing())}`);
  assertNotRequester(request, collection, verb);
  assertRole(request, approval, verb);

  const isLate = approval.state === 'pending' && services.clock.now() >= approval.expiresAt;
  const said = reason?.trim() ? { said: reason.trim() } : {};
  const word: Decision = isLate ? { state: 'expired' } : { state, by: request.actor, ...said };
  const decided = await services.approvals.decide(job, word);
  // Also signalled for late decisions: the process may have stopped between deciding and signalling.
  await signalDecision(decided, services);
  if (decided.state !== state || decided.decidedBy?.id !== request.actor.id)
    return { text: currentState(decided, request, services) };
  return { text: done(collection, decided) };
}

/** Signals the waiting workflow. Idempotent. */
export async function signalDecision(
  { collectionId, state }: Approval,
  { workflows }: PlatformServices,
): Promise<void> {
  const once = `${collectionId}:decision`;
  await workflows.signal(workflowIds.approval(collectionId), 'decision', { state }, once);
}

/** @throws {UserError} the requester can't decide their own request */
function assertNotRequester({ actor }: Request, { askedBy }: Collection, verb: string): void {
  if (askedBy.id.toLowerCase() !== actor.id.toLowerCase()) return;
  throw new UserError(
    md`You requested this, so someone else must ${verb} it. ${markdown(nothing())}`,
  );
}

/** @throws {UserError} the rule wants a higher role */
function assertRole({ role }: Request, { by, collectionId }: Approval, verb: string): void {
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

/** Describes the decision that was recorded first. */
function currentState(
  { collectionId, decidedAt, decidedBy, state }: Approval,
  request: Request,
  services: PlatformServices,
): SafeText {
  const at = clock(decidedAt ?? services.clock.now(), request.render);
  const who = decidedBy?.id === request.actor.id ? t`you` : (decidedBy?.name ?? t`someone`);
  const so = stateInWords(state, who, at);
  return md`${markdown(so)} ${markdown(nothing())} Ref ${collectionId}`;
}

function stateInWords(state: Approval['state'], who: string, at: string): SafeText {
  switch (state) {
    case 'approved':
      return md`It was approved by ${who} ${at}.`;
    case 'denied':
      return md`It was denied by ${who} ${at}.`;
    case 'expired':
      return md`The approval request expired ${at}. Nothing was collected.`;
    case 'pending':
      return md`It is still pending.`;
    case 'withdrawn':
      return md`It was withdrawn by ${who} ${at}.`;
  }
}
