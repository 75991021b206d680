/** A machine action: Defender's record of a requested collection. */
export interface MachineAction {
  readonly id: string;
  readonly machineId: string;
  /**
   * `Pending`, `InProgress`, `Succeeded`, `Failed`, `TimeOut`, `Cancelled`; unknown values are
   * preserved.
   */
  readonly status: string;
  /** A person's UPN, or the name of the app that made the request. Untrusted text. */
  readonly requestor: string;
  readonly comment: string;
  readonly createdAt?: Date | undefined;
  readonly updatedAt?: Date | undefined;
  /** Signed 32-bit HRESULT; 0 = none. */
  readonly errorHResult: number;
  readonly troubleshootInfo?: string | undefined;
}

const finalStatuses = ['Succeeded', 'Failed', 'TimeOut', 'Cancelled', 'Canceled'] as const;

/** The terminal statuses; Defender's pages spell the last one in both ways. */
export type FinalStatus = (typeof finalStatuses)[number];

/** Returns whether the status is terminal. An unknown status is not: keep polling. */
export function isOver<Action extends Pick<MachineAction, 'status'>>(
  action: Action,
): action is Action & { readonly status: FinalStatus } {
  return (finalStatuses as readonly string[]).includes(action.status);
}
