import type { MachineAction } from '../domain/action';
import type { Alert, Incident, Severity } from '../domain/alert';
import type { Machine } from '../domain/machine';
import type { PackageStream, RateReservation, ResumePoint } from './evidence';

/** Microsoft Defender and the parts of Graph that are used. See `defender/` for limits and sources. */
export interface Defender {
  collectInvestigationPackage(machineId: string, comment: string): Promise<MachineAction>;
  machineAction(actionId: string): Promise<MachineAction>;
  /** Newest first. */
  collectionActions(filter: {
    machineId?: string | undefined;
    since?: Date | undefined;
    open?: boolean | undefined;
  }): Promise<MachineAction[]>;
  cancelAction(actionId: string, comment: string): Promise<MachineAction>;
  /** Reserves a place among the two links a minute; the moment is the honest ETA. */
  reserveLink(): Promise<RateReservation>;
  /** Gives an unused place back. */
  releaseLink(reservation: RateReservation): Promise<void>;
  /** Gets a fresh link and opens the package from `from` on; the link itself never leaves `defender/`. */
  openPackage(
    actionId: string,
    reservation: RateReservation,
    from?: ResumePoint,
  ): Promise<PackageStream>;

  machine(idOrName: string): Promise<Machine | undefined>;
  /** Exact names, FQDN or short: all in as few calls as the query's length allows. */
  machinesNamed(names: readonly string[]): Promise<Map<string, Machine[]>>;
  machinesStartingWith(prefix: string): Promise<Machine[]>;
  /** Machines that reported this internal address around now. */
  machinesByIp(ip: string): Promise<Machine[]>;
  machinesTagged(tag: string): Promise<Machine[]>;

  alert(alertId: string): Promise<Alert | undefined>;
  /** Page by page, with evidence. */
  alerts(filter: AlertFilter): AsyncIterable<Alert[]>;
  alertIps(alertId: string): Promise<string[]>;
  alertMachine(alertId: string): Promise<Machine | undefined>;
  ipStatistics(ip: string): Promise<IpStatistics>;
  incident(incidentId: string): Promise<Incident | undefined>;
  /** Updated since the moment, with alerts, page by page. */
  incidentsSince(since: Date): AsyncIterable<Incident[]>;
}

export interface AlertFilter {
  readonly from: Date;
  readonly to: Date;
  readonly severity?: readonly Severity[] | undefined;
}

export interface IpStatistics {
  readonly ip: string;
  /** Machines of the organisation that talked to it in the last 30 days. */
  readonly prevalence: number;
  readonly firstSeen?: Date;
  readonly lastSeen?: Date;
}
