import type { Admission } from '../../src/domain/admission';
import type { NewApproval } from '../../src/domain/approval';

/** Admits everything; returns the given approval. */
export function admits(approval?: NewApproval): Admission {
  return { windowMs: 3_600_000, assertLimit: () => undefined, approvalFor: () => approval };
}

/** One machine of a pending request, without a limit. */
export const reservation = { ...admits(), machines: 1 };
