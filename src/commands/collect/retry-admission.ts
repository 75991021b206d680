import { admissionFor } from '../../access/admission';
import type { Admission } from '../../domain/admission';
import { isCovered, type NewApproval } from '../../domain/approval';
import { UserError } from '../../domain/errors';
import { shortName } from '../../domain/machine';
import { clean, md } from '../../domain/text';
import { t } from '../../language/language';
import type {
  CollectServices,
  CommandRequest,
  MachineServices,
  PlatformServices,
} from '../command';
import type { FoundPackage } from '../jobs/own-jobs';
import { machinesById } from '../machines/find-machines';

/**
 * Looks the machines up again: tags and groups may have changed since the packages were requested.
 * @throws {UserError} Defender no longer has one of the records
 */
export async function withCurrentMachines(
  again: readonly FoundPackage[],
  { defender }: MachineServices,
): Promise<FoundPackage[]> {
  const ids = again.map((one) => one.package.machine.id);
  const current = await machinesById(ids, defender);
  const gone = again.filter((one) => !current.has(one.package.machine.id));
  if (gone.length > 0) {
    const names = gone.map((one) => shortName(one.package.machine)).join(', ');
    throw new UserError(
      md`Defender has no current record of ${names}. Nothing was started. Look it up by name.`,
      [{ title: t`Device`, verb: 'machine', words: [gone[0]!.package.machine.name] }],
    );
  }
  return again.map(({ collection, package: one }) => ({
    collection,
    package: { ...one, machine: current.get(one.machine.id)! },
  }));
}

/**
 * Returns the policy for a retry. An approval is reused only for its requester, its list and its
 * time; the reuse is written to the journal before anything is reopened.
 * @throws {UserError} some of the machines need an approval that there isn't
 */
export async function retryAdmission(
  request: CommandRequest,
  again: readonly FoundPackage[],
  services: PlatformServices & CollectServices,
): Promise<Admission> {
  const admission = admissionFor(request.actor, services);
  const recent = await services.collections.requestedBy(request.actor.id, admission.windowMs);
  const machines = again.map((one) => one.package.machine);
  const reused = admission.approvalFor(machines, recent);
  const { approval, askedBy, id, packages } = again[0]!.collection;
  const asked = {
    requesterId: request.actor.id,
    approvedFor: askedBy.id,
    packages: packages.map((one) => ({ id: one.id, machineId: one.machine.id })),
    now: services.clock.now(),
  };
  const assertCovered = (need: NewApproval) => {
    if (!isCovered(approval, need, asked)) throw approvalMissing(need, again);
  };
  if (reused) {
    assertCovered(reused);
    await services.journal.write({
      operation: 'approval.reused',
      actor: request.actor,
      outcome: 'started',
      resources: { collection: id, request: request.requestId, list: approval!.hash },
      details: { machines: [...reused.machineIds], approvedBy: approval!.decidedBy?.id ?? '' },
    });
  }
  return {
    ...admission,
    approvalFor(reopened, counted) {
      const need = admission.approvalFor(reopened, counted);
      if (!need) return undefined;
      // A need that arose after the check has no journal entry.
      if (!reused) throw approvalMissing(need, again);
      assertCovered(need);
      return need;
    },
  };
}

function approvalMissing(
  { machineIds }: Pick<NewApproval, 'machineIds'>,
  again: readonly FoundPackage[],
): UserError {
  const { incident, reason } = again[0]!.collection;
  const about = incident ? ['incident', incident] : [];
  const why = reason ? ['because', clean(reason)] : [];
  const words = [...again.map((one) => one.package.machine.id), '--again', ...about, ...why];
  return new UserError(
    md`${machineIds.length} of these devices need approval. Nothing was started. To request it, collect them again.`,
    [{ title: t`Ask again`, verb: 'collect', words }],
  );
}
