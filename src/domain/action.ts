/** A machine action: Defender's record of a collection that was asked for. */
export interface MachineAction {
  readonly id: string;
  readonly machineId: string;
  /** `Pending`, `InProgress`, `Succeeded`, `Failed`, `TimeOut`, `Cancelled`; unknown ones survive. */
  readonly status: string;
  /** A person's UPN, or the app's name when an app asked. Foreign text. */
  readonly requestor: string;
  readonly comment: string;
  readonly createdAt?: Date | undefined;
  readonly updatedAt?: Date | undefined;
  /** Signed 32-bit HRESULT; 0 = none. */
  readonly errorHResult: number;
  readonly troubleshootInfo?: string | undefined;
}

const over = new Set(['Succeeded', 'Failed', 'TimeOut', 'Cancelled', 'Canceled']);

/** Nothing will change any more. An unknown status is not over: keep following. */
export function isOver(action: Pick<MachineAction, 'status'>): boolean {
  return over.has(action.status);
}
