import type { NewApproval } from './approval';
import { counted } from './counted';
import type { Machine } from './machine';

/** One request of a person within the sliding window, in machines. */
export interface MachineRequest {
  readonly at: Date;
  readonly machines: number;
  /** Machines that needed no approval. */
  readonly unapproved: number;
}

/**
 * The policy as it applies to one request. The store calls it inside the transaction that opens or
 * reopens packages, with the requests counted there, so concurrent requests on any replica are
 * counted once. Side-effect free.
 */
export interface Admission {
  /** Length of the sliding window in real milliseconds. */
  readonly windowMs: number;
  /** @throws {HourlyLimitError} these machines would exceed what one person may request per hour */
  assertLimit(machines: number, recent: readonly MachineRequest[]): void;
  /** Returns the approval that these machines need, or undefined. Throwing rejects all of them. */
  approvalFor(
    machines: readonly Machine[],
    recent: readonly MachineRequest[],
  ): NewApproval | undefined;
}

/** One person requested as many machines as the policy allows within an hour. */
export class HourlyLimitError extends Error {
  override readonly name = 'HourlyLimitError';
  constructor(
    readonly limit: number,
    readonly requested: number,
    /** When the request fits again; undefined when it exceeds the limit by itself. */
    readonly againAt?: Date,
  ) {
    super(`${counted(requested, 'machine')} requested within an hour; the limit is ${limit}`);
  }
}
