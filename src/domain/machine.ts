import { t } from '../language/language';

/** A machine as Defender knows it; only what is used. */
export interface Machine {
  /** 40 hex digits; the same as `mdeDeviceId` in Graph. */
  readonly id: string;
  /** Lower-case FQDN, or empty: mobile devices and broken records have none. Foreign text. */
  readonly name: string;
  readonly os: string;
  /** `Active`, `Inactive`, `ImpairedCommunication`, …: an open list. */
  readonly health: string;
  readonly onboarding: string;
  /** Defender's last full report (about daily), not the last heartbeat. */
  readonly lastSeen?: Date | undefined;
  readonly lastIp?: string | undefined;
  readonly lastExternalIp?: string | undefined;
  readonly tags: readonly string[];
  readonly group?: string | undefined;
  readonly risk?: string | undefined;
  readonly exposure?: string | undefined;
  readonly mergedInto?: string | undefined;
  readonly excluded: boolean;
  readonly user?: string | undefined;
}

const machineId = /^[0-9a-f]{40}$/i;

export function isMachineId(word: string): boolean {
  return machineId.test(word);
}

/** The name people use: the first label in capitals, or the id's start where there is no name. */
export function shortName(machine: Pick<Machine, 'id' | 'name'>): string {
  const label = machine.name.split('.')[0];
  return label ? label.toUpperCase() : t`device ${machine.id.slice(0, 8)}`;
}

/**
 * The records of one name that may be meant: merged, excluded and offboarded ones drop out, active
 * ones win over the rest, newest first. More than one left means: ask the person.
 *
 * Names are not unique: re-imaging makes a new id under the old name.
 */
export function candidates(records: readonly Machine[]): Machine[] {
  const usable = records.filter(
    (machine) =>
      !machine.mergedInto && !machine.excluded && machine.onboarding.toLowerCase() === 'onboarded',
  );
  const active = usable.filter((machine) => machine.health === 'Active');
  const kept = active.length > 0 ? active : usable.length > 0 ? usable : records.filter(isOwn);
  return kept.toSorted((a, b) => (b.lastSeen?.getTime() ?? 0) - (a.lastSeen?.getTime() ?? 0));
}

function isOwn(machine: Machine): boolean {
  return !machine.mergedInto && !machine.excluded;
}

/** Whether Defender can reach the machine now, as far as its record tells. */
export function isOnline(machine: Machine): boolean {
  return machine.health === 'Active';
}

/** Windows Server and whatever else calls itself one: people leave these out of a wide net. */
export function isServer({ os }: Machine): boolean {
  return /server/i.test(os);
}

/** Collection is documented for Windows 10 1703+ and 11; macOS and Linux may work, phones don't. */
export function isSupported(machine: Machine): boolean {
  return !/^(ios|android)/i.test(machine.os);
}
