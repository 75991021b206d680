import { admissionFor } from '../../access/admission';
import { type Approval, hashOf, isCovered } from '../../domain/approval';
import type { Collection, Package } from '../../domain/collection';
import { isTemporary } from '../../domain/refusal';
import type { WorkflowServices } from '../engine/services';
import { showProgress } from './package-step';

/** What to start; `unreachable` while Defender doesn't answer; undefined when the approval doesn't cover it. */
export type Released =
  | readonly { readonly packageId: string; readonly attempt: number }[]
  | 'unreachable'
  | undefined;

/** Looks the machines up again and applies the policy again. Undefined: the approval covers it no longer. */
export async function release(
  { approval: approved, askedBy, packages }: Collection & { readonly approval: Approval },
  services: WorkflowServices,
): Promise<Released> {
  const frozen = packages.filter(({ id }) => approved.packageIds.includes(id));
  const lifeMs = approved.expiresAt.getTime() - approved.askedAt.getTime();
  const now = services.clock.now();
  if (now.getTime() >= (approved.decidedAt?.getTime() ?? 0) + lifeMs) return undefined;
  const machines = await currentMachines(frozen, services);
  if (machines === 'unreachable') return machines;
  const need = admissionFor(askedBy, services).approvalFor(machines, []);
  const list = frozen.map(({ id, machine }) => ({ id, machineId: machine.id }));
  const request = { requesterId: askedBy.id, approvedFor: askedBy.id, packages: list, now };
  const isSame = hashOf(list) === approved.hash && machines.length === frozen.length;
  if (!isSame || (need && !isCovered(approved, need, request))) return undefined;
  for (const { id, state } of frozen)
    if (state === 'waiting-for-approval')
      showProgress(await services.collections.change(id, { state: 'sending' }), services);
  return frozen.map(({ id, attempt }) => ({ packageId: id, attempt }));
}

async function currentMachines(packages: readonly Package[], { defender }: WorkflowServices) {
  const ids = packages.map(({ machine }) => machine.id);
  try {
    const records = await defender.machinesNamed(ids);
    return ids
      .flatMap((id) => records.get(id)?.[0] ?? [])
      .filter(({ excluded, mergedInto }) => !excluded && !mergedInto);
  } catch (error) {
    if (isTemporary(error)) return 'unreachable' as const;
    throw error;
  }
}
