import { createHash } from 'node:crypto';
import { renderEnglish, type StoredMessage } from '../language/language';
import { atLeast, type Person, type Role } from './person';

/** Pending until somebody decides or the time is up; then it never changes again. */
export type ApprovalState = 'pending' | 'approved' | 'denied' | 'expired' | 'withdrawn';

/** Somebody else has to allow these packages of a collection before anything happens to the machines. */
export interface Approval {
  readonly collectionId: string;
  readonly state: ApprovalState;
  /** The least role that may decide; never the person who asked. */
  readonly by: Role;
  /** Which rules of the policy ask for it, in words. May hold foreign names. */
  readonly because: readonly StoredMessage[];
  /** The packages it is about, frozen when it was asked for. */
  readonly packageIds: readonly string[];
  /** Over the frozen list: what runs later must give the same. */
  readonly hash: string;
  readonly askedAt: Date;
  readonly expiresAt: Date;
  readonly decidedBy?: Person;
  readonly decidedAt?: Date;
  /** Why it was denied. Foreign text. */
  readonly said?: string;
}

/** An approval that a request needs, before there is a collection for it. */
export interface NewApproval {
  readonly machineIds: readonly string[];
  /** The minimum role that may decide. */
  readonly by: Role;
  readonly because: Approval['because'];
  readonly askedAt: Date;
  readonly expiresAt: Date;
}

/** What is frozen: one package and the very machine it is of. */
export interface FrozenPackage {
  readonly id: string;
  readonly machineId: string;
}

/** SHA-256 over packages and machines, in the order of their ids: names and order do not count. */
export function hashOf(packages: readonly FrozenPackage[]): string {
  const lines = packages.map(({ id, machineId }) => `${id} ${machineId.toLowerCase()}`).toSorted();
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}

/**
 * Returns whether an approval covers what the policy asks for these packages now: approved, for its
 * requester, for machines of its frozen list, for no other reasons, by a sufficient role, and no
 * longer ago than the approval could be asked for.
 */
export function isCovered(
  approval: Approval | undefined,
  { by, because, machineIds }: Pick<NewApproval, 'by' | 'because' | 'machineIds'>,
  request: {
    readonly requesterId: string;
    readonly approvedFor: string;
    readonly packages: readonly FrozenPackage[];
    readonly now: Date;
  },
): boolean {
  if (approval?.state !== 'approved' || !approval.decidedAt) return false;
  const lifeMs = approval.expiresAt.getTime() - approval.askedAt.getTime();
  const known = new Set(approval.because.map(renderEnglish));
  const frozen = request.packages.filter(({ id }) => approval.packageIds.includes(id));
  const machines = new Set(frozen.map(({ machineId }) => machineId.toLowerCase()));
  return (
    request.requesterId.toLowerCase() === request.approvedFor.toLowerCase() &&
    hashOf(frozen) === approval.hash &&
    machineIds.every((id) => machines.has(id.toLowerCase())) &&
    because.every((reason) => known.has(renderEnglish(reason))) &&
    atLeast(approval.by, by) &&
    request.now.getTime() < approval.decidedAt.getTime() + lifeMs
  );
}
