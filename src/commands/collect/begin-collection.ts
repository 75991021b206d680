import { admissionFor } from '../../access/admission';
import { joinedCard } from '../../cards/collect/joined';
import { collectionStatusCard } from '../../cards/kit/posted-card';
import type { Reply } from '../../domain/card';
import { UserError } from '../../domain/errors';
import { isOnline, type Machine } from '../../domain/machine';
import { md } from '../../domain/text';
import { workflowIds } from '../../domain/workflow-ids';
import type { Joined } from '../../ports';
import type { Arguments, CollectServices, PlatformServices } from '../command';
import { withinLimits } from './collect-limits';
import type { CollectTargets } from './collect-list';
import type { CollectRequest } from './collect-request';
import { followPackages } from './packages';

/** Opens the collection and starts its workflows; packages that need approval wait for it. */
export async function beginCollection(
  request: CollectRequest,
  list: Pick<CollectTargets, 'machines' | 'compromised'>,
  services: PlatformServices & CollectServices,
): Promise<Reply> {
  const { incident, ticket, reason } = request.args;
  await endPending(request, services);
  const isCounted = Boolean(request.kept) && list.machines.length <= namedMachines(request.args);
  const admission = admissionFor(request.actor, services, { isCounted });
  const opening = {
    requestId: request.requestId,
    id: request.kept?.id,
    askedBy: request.actor,
    place: request.place,
    machines: byUrgency(list),
    reason,
    incident,
    ticket,
    admission,
  };
  const { collection, joined } = await withinLimits(request, () =>
    services.collections.open(opening),
  );
  await followJoined(request, joined, services);
  const view = request.render;
  if (!collection) return { card: joinedCard(joined, view) };
  const free = collection.packages.filter(({ state }) => state !== 'waiting-for-approval');
  await followPackages(free, services.workflows);
  if (collection.approval)
    await services.workflows.start('approval', workflowIds.approval(collection.id), {
      collectionId: collection.id,
    });
  const living = { card: collectionStatusCard(collection, view), cardKey: collection.id };
  return joined.length > 0 ? { all: [{ card: joinedCard(joined, view) }, living] } : living;
}

/** Ends the pending request. A cancel either came before this, or applies to the collection. */
export async function endPending(
  { kept }: Pick<CollectRequest, 'kept'>,
  { clock, pendingRequests }: PlatformServices & CollectServices,
): Promise<void> {
  if (!kept) return;
  const { end } = await pendingRequests.end(kept.id, { as: 'begun', at: clock.now() });
  if (end?.as !== 'begun') throw new UserError(md`Cancelled in time. Nothing was collected.`);
}

/** Counts the machines that a request names: so many are reserved while it is pending. */
export function namedMachines({ byIp, machines }: Pick<Arguments, 'byIp' | 'machines'>): number {
  return Math.max(1, machines.length + byIp.length);
}

/** Sorts compromised machines first, and online machines before offline ones. */
export function byUrgency({
  machines,
  compromised,
}: Pick<CollectTargets, 'machines' | 'compromised'>): Machine[] {
  const urgent = new Set(compromised);
  const weight = (machine: Machine) =>
    (urgent.has(machine.id) ? 0 : 2) + (isOnline(machine) ? 0 : 1);
  return machines.toSorted((a, b) => weight(a) - weight(b));
}

/** Subscribes the requester to collections that already cover one of the machines. */
async function followJoined(
  { actor, place }: CollectRequest,
  joined: readonly Joined[],
  { collections }: CollectServices,
): Promise<void> {
  for (const { collection } of joined)
    if (collection.askedBy.id !== actor.id)
      await collections.follow(collection.id, { person: actor, place });
}
