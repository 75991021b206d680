import { type Alert, isEndpointAlert } from '../../domain/alert';
import { isDefenderError } from '../../domain/errors';
import { IpReportBuilder } from '../../domain/ip-report';
import type { IpReading, StoredIps } from '../../ports';
import type { WorkflowServices } from '../engine/services';

// Each costs one call of 100 a minute; more than this would starve everybody else.
const maxExtraCalls = 25;
/** Alerts that are noted together: one question to the database for each. */
const together = 100;
/** Values that are held as rows: more would cost memory, fewer more parts of each row. */
const maxHeld = 50_000;

/** Reads the addresses of alerts into a report; holds some of them at a time, however many there are. */
export class AddressReader {
  readonly #builder: IpReportBuilder;
  #waiting: Alert[] = [];
  #callsLeft = maxExtraCalls;

  constructor(
    private readonly reading: IpReading,
    private readonly services: WorkflowServices,
    private readonly options: { readonly asksAll?: boolean } = {},
  ) {
    this.#builder = new IpReportBuilder(services.ownRanges, services.networks);
  }

  /** Pages may shift while they are read: an alert that comes twice counts once. */
  async add(alerts: readonly Alert[]): Promise<void> {
    for (const alert of alerts) {
      this.#waiting.push(alert);
      if (this.#waiting.length >= together) await this.#note();
    }
  }

  async keep(): Promise<StoredIps> {
    await this.#note();
    await this.reading.noteRows(this.#builder.take());
    return this.reading.keep(this.#builder.tally());
  }

  async #note(): Promise<void> {
    const alerts = await this.reading.noteAlerts(this.#waiting);
    this.#waiting = [];
    this.#builder.add(alerts, await this.#askDefender(alerts));
    if (this.#builder.held >= maxHeld) await this.reading.noteRows(this.#builder.take());
  }

  /**
   * Asks Defender's own list too: it and the evidence differ in the wild. Without it an alert whose
   * evidence holds no address counts as unread; for the others it is asked while there is room.
   */
  async #askDefender(alerts: readonly Alert[]) {
    const alertIps = new Map<string, readonly string[]>();
    const unread: string[] = [];
    const asked = alerts.filter((alert) => this.options.asksAll || !namesAddress(alert));
    for (const alert of asked.filter(isEndpointAlert)) {
      if (this.#callsLeft-- <= 0) {
        if (!namesAddress(alert)) unread.push(alert.id);
        continue;
      }
      const ips = await ipsOf(alert.id, this.services);
      if (ips) alertIps.set(alert.id, ips);
      else unread.push(alert.id);
    }
    return { alertIps, unread };
  }
}

/** Whether its evidence holds an address. */
export function namesAddress({ evidence }: Alert): boolean {
  return evidence.some(
    ({ address, addresses = [] }) => address || addresses.some((one) => one.device === undefined),
  );
}

/** One alert that can't be read is counted, and does not spoil the report of the others. */
async function ipsOf(alertId: string, { defender, log }: WorkflowServices) {
  try {
    return await defender.alertIps(alertId);
  } catch (error) {
    if (!isDefenderError(error)) throw error;
    log.warn({ error, alertId }, 'the addresses of an alert could not be read');
    return undefined;
  }
}
