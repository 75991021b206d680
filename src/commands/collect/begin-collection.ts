import { approvalNeeded } from '../../access/approvals';
import { joinedCard } from '../../cards/collect/joined';
import { livingCard } from '../../cards/kit/posted-card';
import type { Answer } from '../../domain/card';
import { minutes } from '../../domain/duration';
import { UserError } from '../../domain/errors';
import { isOnline, type Machine } from '../../domain/machine';
import { text } from '../../domain/text';
import type { Joined, NewApproval } from '../../ports';
import type { CollectRequest } from './collect';
import type { List } from './collect-list';
import type { Tools } from '../command';
import { followPackages } from './packages';
import { approvalStoryOf } from './settle-approval';
import { viewOf } from '../view';

/** Opens the collection and starts its stories; what needs somebody's word waits for it. */
export async function beginCollection(
  request: CollectRequest,
  list: Pick<List, 'machines' | 'compromised'>,
  tools: Tools,
): Promise<Answer> {
  const { incident, ticket, reason } = request.args;
  await endKept(request, tools);
  const approval = approvalFor(list.machines, tools);
  const { collection, joined } = await tools.collections.open({
    requestId: request.requestId,
    id: request.kept?.id,
    askedBy: request.actor,
    place: request.place,
    machines: inOrderOfNeed(list),
    reason,
    incident,
    ticket,
    ...(approval && { approval }),
  });
  await followOthers(request, joined, tools);
  const view = viewOf(request, tools);
  if (!collection) return { card: joinedCard(joined, view) };
  const free = collection.packages.filter(({ state }) => state !== 'waiting-for-approval');
  await followPackages(free, tools.workflows);
  if (collection.approval)
    await tools.workflows.start('approval', approvalStoryOf(collection.id), {
      collectionId: collection.id,
    });
  const living = { card: livingCard(collection, view), keep: collection.id };
  return joined.length > 0 ? { all: [{ card: joinedCard(joined, view) }, living] } : living;
}

/** From here on Defender is not asked any more: a cancel came before, or goes to the collection. */
async function endKept({ kept }: CollectRequest, { clock, keptRequests }: Tools): Promise<void> {
  if (!kept) return;
  const { end } = await keptRequests.end(kept.id, { as: 'begun', at: clock.now() });
  if (end?.as !== 'begun') throw new UserError(text`Cancelled in time. Nothing was collected.`);
}

function approvalFor(machines: readonly Machine[], tools: Tools): NewApproval | undefined {
  const need = approvalNeeded(machines, tools.policy);
  if (!need) return undefined;
  const { because, by, expiresMinutes, machineIds } = need;
  const patience = tools.clock.real(minutes(expiresMinutes));
  const askedAt = tools.clock.now();
  const expiresAt = new Date(askedAt.getTime() + patience);
  return { machineIds, by, because, askedAt, expiresAt };
}

/** Compromised machines first, and those that can answer now before those that are off. */
export function inOrderOfNeed({
  machines,
  compromised,
}: Pick<List, 'machines' | 'compromised'>): Machine[] {
  const urgent = new Set(compromised);
  const weight = (machine: Machine) =>
    (urgent.has(machine.id) ? 0 : 2) + (isOnline(machine) ? 0 : 1);
  return machines.toSorted((a, b) => weight(a) - weight(b));
}

/** A machine that is being collected for somebody else: whoever asks later is told too. */
async function followOthers(
  { actor, place }: CollectRequest,
  joined: readonly Joined[],
  { collections }: Tools,
): Promise<void> {
  for (const { collection } of joined)
    if (collection.askedBy.id !== actor.id)
      await collections.follow(collection.id, { person: actor, place });
}
