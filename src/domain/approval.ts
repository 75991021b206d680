import { createHash } from 'node:crypto';
import type { StoredMessage } from '../language/language';
import type { Person, Role } from './person';

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
