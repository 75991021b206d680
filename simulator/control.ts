import type { ActionScript } from './actions/script';
import type { Call, CallFilter, Calls } from './calls';
import type { Alert, Incident } from './company/alert';
import type { Machine } from './company/machine';
import type { MachineChange } from './company/machine-change';
import type { Scenario } from './company/scenario';
import type { FaultOptions } from './fault-options';
import type { PendingFault } from './faults';
import type { Switches } from './switches';
import type { World } from './world';

/** A simulated Microsoft Defender, controlled in process; the admin API offers the same over HTTP. */
export interface Simulator {
  /** Origin of the Defender API, of Graph and of Entra's token endpoint. */
  readonly url: string;
  /** Origin of the host that packages are downloaded from. */
  readonly packagesUrl: string;
  readonly clock: { now(): Date; advance(ms: number): void };
  /** Applies a fault to the next matching request; `fault-kinds.ts` lists the names. */
  next(fault: string, options?: FaultOptions): void;
  unusedFaults(): readonly PendingFault[];
  calls(filter?: CallFilter): Call[];
  counters(): ReturnType<Calls['counters']>;
  /** Requests that match no route: the client calls an API that does not exist. */
  unknownRequests(): readonly Call[];
  script(machine: string, script: ActionScript | NonNullable<ActionScript['does']>): void;
  switch(change: Partial<Switches>): void;
  switches(): Readonly<Switches>;
  addMachine(change: MachineChange): Machine;
  addIncident(scenario: Partial<Scenario>): {
    readonly incident: Incident;
    readonly alerts: readonly Alert[];
  };
  generateAlerts(count: number): void;
  setGroups(user: string, groups: readonly string[], name?: string): void;
  setApp(app: Parameters<World['apps']['set']>[0]): void;
  /** Restores the state at startup: machines, actions, faults, calls, limits, switches, clock. */
  reset(): void;
  close(): Promise<void>;
}
