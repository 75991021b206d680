import type { MachineAction } from '../../domain/action';
import type { Collection, Package } from '../../domain/collection';
import type { CollectionFacts, PayloadDigest } from '../../evidence/collection-record';
import type { WorkflowServices } from '../engine/services';

interface Found {
  readonly collection: Collection;
  readonly package: Package;
}

/** Journals the seal; a bag is completed only after its seal is recorded. */
export async function recordSeal(
  { collection, package: one }: Found,
  action: MachineAction,
  { size, sha256, sha512 }: PayloadDigest,
  { clock, journal, version }: WorkflowServices,
): Promise<CollectionFacts> {
  const { sequence, hash } = await journal.write({
    operation: 'package.sealed',
    actor: collection.askedBy,
    outcome: 'success',
    resources: { collection: collection.id, package: one.id, machine: one.machine.id },
    details: { size, sha256, sha512 },
  });
  return {
    ...factsOf({ collection, package: one }),
    actionId: action.id,
    times: {
      askedAt: collection.askedAt.toISOString(),
      defenderAskedAt: iso(one.askedDefenderAt),
      actionCreatedAt: iso(action.createdAt),
      actionEndedAt: iso(action.updatedAt),
      sealedAt: clock.now().toISOString(),
    },
    tool: { name: 'Bailiff', version },
    journal: { sequence, hash },
  };
}

/** Requester, machine, reason and approver. */
function factsOf({ collection, package: one }: Found) {
  const { askedBy, incident, reason = '', ticket } = collection;
  const { id, name, os, lastIp, lastExternalIp } = one.machine;
  return {
    collectionId: collection.id,
    packageId: one.id,
    machine: { id, name, os, lastIp, lastExternalIp },
    requestedBy: { objectId: askedBy.id, name: askedBy.name },
    approvedBy: approverOf(collection),
    adoptedFrom: one.adoptedFrom,
    reason,
    ticket,
    incidentIds: incident ? [incident] : [],
  };
}

function approverOf({ approval }: Collection): CollectionFacts['approvedBy'] {
  if (approval?.state !== 'approved' || !approval.decidedBy || !approval.decidedAt)
    return undefined;
  const { decidedAt, decidedBy } = approval;
  return { objectId: decidedBy.id, name: decidedBy.name, at: iso(decidedAt)! };
}

/** A memoised time is a string or a Date, depending on the serializer. */
function iso(time?: Date | string): string | undefined {
  return time === undefined ? undefined : new Date(time).toISOString();
}
