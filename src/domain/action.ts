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

const over = new Set(['Succeeded', 'Failed', 'TimeOut', 'Cancelled', 'Canceled']);

/** Whether the status is terminal. An unknown status is not: keep polling. */
export function isOver(action: Pick<MachineAction, 'status'>): boolean {
  return over.has(action.status);
}
