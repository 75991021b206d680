import type { MachineAction } from '../domain/action';
import type { Alert, Incident, Severity } from '../domain/alert';
import type { Machine } from '../domain/machine';
import type { PackageStream, RateReservation, ResumePoint } from './evidence';

/**
 * Microsoft Defender and the parts of Graph that are used. `defender/` names the limit, the permission
 * and the source (page and date) of each call.
 *
 * Every method throws DefenderRefusedError for an error answer (429 with `retryAfterSeconds`) and
 * DefenderUnreachableError when no readable answer came. Reads are retried a few times before they throw
 * and have no side effects; strings are foreign text.
 */
export interface Defender {
  /**
   * Starts a package collection on a machine, or returns the one that already runs there; its `comment`
   * differs from ours. Sent once. Idempotent per `comment` if the answer was lost.
   * @throws {DefenderUnreachableError} the outcome is unknown and no action has our comment
   * @throws {RangeError} not a machine id
   * Source: learn.microsoft.com/defender-endpoint/api/collect-investigation-package (2025-06-03)
   */
  collectInvestigationPackage(machineId: string, comment: string): Promise<MachineAction>;
  /**
   * Gets the current state of an action.
   * @throws {DefenderRefusedError} 404: no such action
   * @throws {RangeError} not an action id
   * Source: learn.microsoft.com/defender-endpoint/api/get-machineaction-object (read 2026-11-20)
   */
  machineAction(actionId: string): Promise<MachineAction>;
  /**
   * Lists package collections, newest first, including those started in the portal. `open` keeps
   * unfinished ones; an unknown status counts as unfinished.
   * Source: learn.microsoft.com/defender-endpoint/api/get-machineactions-collection (2025-03-01)
   */
  collectionActions(filter: {
    machineId?: string | undefined;
    since?: Date | undefined;
    open?: boolean | undefined;
  }): Promise<MachineAction[]>;
  /**
   * Cancels an action, best effort, and returns its new state. Not idempotent.
   * @throws {DefenderRefusedError} 400: the action has ended; 404: no such action
   * Source: learn.microsoft.com/defender-endpoint/api/cancel-machine-action (2021-06-03)
   */
  cancelAction(actionId: string, comment: string): Promise<MachineAction>;
  /**
   * Reserves a slot for `openPackage` (2 links a minute, 120 an hour per tenant); `at` is the expected
   * time of the download. Every call reserves another slot.
   * Source: learn.microsoft.com/defender-endpoint/api/get-package-sas-uri (2024-04-17)
   */
  reserveLink(): Promise<RateReservation>;
  /** Releases an unused slot. Idempotent. */
  releaseLink(reservation: RateReservation): Promise<void>;
  /**
   * Fetches a download link and opens the package, from byte `from.offset` on if the file is unchanged;
   * `offset` of the result says where the body starts. The link never leaves `defender/`.
   * @throws {PackageNotReadyError} the action has not succeeded, or its package was deleted (404)
   * @throws {PackageRefusedError} the link leads to a host that is not allowed
   * @throws {DownloadInterruptedError} the link expired or the connection broke, also while reading
   */
  openPackage(
    actionId: string,
    reservation: RateReservation,
    from?: ResumePoint,
  ): Promise<PackageStream>;

  /**
   * Gets a machine by id or full name; undefined if unknown. Which of several records with one name is
   * returned is undocumented: use `machinesNamed`.
   * Source: learn.microsoft.com/defender-endpoint/api/get-machine-by-id (2024-04-17)
   */
  machine(idOrName: string): Promise<Machine | undefined>;
  /**
   * Finds all records with these names (short or FQDN) or ids, ten names per call; every given name is
   * a key of the result.
   * Source: learn.microsoft.com/defender-endpoint/api/get-machines (2025-03-01)
   */
  machinesNamed(names: readonly string[]): Promise<Map<string, Machine[]>>;
  /** Finds machines whose name starts with `prefix`, up to 1,000. Source: as `machinesNamed`. */
  machinesStartingWith(prefix: string): Promise<Machine[]>;
  /**
   * Finds machines that reported this internal address within 15 minutes of now; otherwise those whose
   * last known address it is.
   * Source: learn.microsoft.com/defender-endpoint/api/find-machines-by-ip (2020-12-18)
   */
  machinesByIp(ip: string): Promise<Machine[]>;
  /** Finds machines with exactly this tag, up to 10,000. Source: as `machinesNamed`. */
  machinesTagged(tag: string): Promise<Machine[]>;

  /**
   * Gets an alert with its evidence; undefined if unknown. `alertProducts` says whose alerts are known.
   * Source: learn.microsoft.com/defender-endpoint/api/get-alert-info-by-id (2020-12-18);
   * learn.microsoft.com/graph/api/security-alert-get (read 2026-11-30)
   */
  alert(alertId: string): Promise<Alert | undefined>;
  /**
   * Streams the alerts created from `from` (inclusive) to `to` (exclusive) with evidence, in batches of
   * bounded size; each alert once.
   * Source: learn.microsoft.com/defender-endpoint/api/get-alerts (2025-03-01);
   * learn.microsoft.com/graph/api/security-list-alerts_v2 (read 2026-11-30)
   */
  alerts(filter: AlertFilter): AsyncIterable<Alert[]>;
  /**
   * Gets the addresses that Defender relates to an alert, as written; empty for an unknown alert or
   * one of another product. They differ from the evidence in both directions.
   * Source: learn.microsoft.com/defender-endpoint/api/get-alert-related-ip-info (2020-12-18)
   */
  alertIps(alertId: string): Promise<string[]>;
  /**
   * Gets the machine an alert was raised on; undefined if there is none.
   * Source: learn.microsoft.com/defender-endpoint/api/get-alert-related-machine-info (read 2026-11-20)
   */
  alertMachine(alertId: string): Promise<Machine | undefined>;
  /**
   * Gets how many of the organisation's machines connected to an address in the last 30 days; 0 for an
   * unknown address.
   * Source: learn.microsoft.com/defender-endpoint/api/get-ip-statistics (2024-04-17)
   */
  ipStatistics(ip: string): Promise<IpStatistics>;
  /**
   * Gets an incident with its alerts; undefined if unknown. A merged one has `redirectedTo`.
   * Source: learn.microsoft.com/graph/api/security-incident-get (read 2026-11-20)
   */
  incident(incidentId: string): Promise<Incident | undefined>;
  /**
   * Streams incidents updated at or after `since`, with alerts; one may come twice.
   * Source: learn.microsoft.com/graph/api/security-list-incidents (read 2026-11-20)
   */
  incidentsSince(since: Date): AsyncIterable<Incident[]>;
}

export interface AlertFilter {
  readonly from: Date;
  readonly to: Date;
  readonly severity?: readonly Severity[] | undefined;
}

export interface IpStatistics {
  readonly ip: string;
  /** Machines of the organisation that connected to it in the last 30 days. */
  readonly prevalence: number;
  readonly firstSeen?: Date | undefined;
  readonly lastSeen?: Date | undefined;
}
