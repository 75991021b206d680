import { createHash } from 'node:crypto';
import { renderEnglish, type StoredMessage } from '../language/language';
import { atLeast, type Person, type Role } from './person';

/** `pending` until somebody decides or it expires; then it never changes again. */
export type ApprovalState = 'pending' | 'approved' | 'denied' | 'expired' | 'withdrawn';

/**
 * A second person's consent that packages of a collection need before anything happens to the
 * machines.
 */
export interface Approval {
  readonly collectionId: string;
  readonly state: ApprovalState;
  /** The minimum role that may decide; never the requester. */
  readonly by: Role;
  /** The policy rules that require it, in words. May contain untrusted names. */
  readonly because: readonly StoredMessage[];
  /** The packages it covers, frozen when the approval was requested. */
  readonly packageIds: readonly string[];
  /** Hash of the frozen list; whatever runs later must have the same. */
  readonly hash: string;
  readonly askedAt: Date;
  readonly expiresAt: Date;
  readonly decidedBy?: Person;
  readonly decidedAt?: Date;
  /** The reason for a denial. Untrusted text. */
  readonly said?: string;
}

/** An approval that a request needs before its collection exists. */
export interface NewApproval {
  readonly machineIds: readonly string[];
  /** The minimum role that may decide. */
  readonly by: Role;
  readonly because: Approval['because'];
  readonly askedAt: Date;
  readonly expiresAt: Date;
}

/** One frozen entry: a package and the exact machine it belongs to. */
export interface FrozenPackage {
  readonly id: string;
  readonly machineId: string;
}

/** SHA-256 over packages and machines, sorted by id; names and order do not matter. */
export function hashOf(packages: readonly FrozenPackage[]): string {
  const lines = packages.map(({ id, machineId }) => `${id} ${machineId.toLowerCase()}`).toSorted();
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}

/**
 * Returns whether an approval covers what the policy requires for these packages now: approved, for
 * its requester, for machines of its frozen list, for no other reasons, by a sufficient role, and
 * before it expired.
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
