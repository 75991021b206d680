import { t } from '../language/language';

/** A machine record of Defender, reduced to the fields Bailiff uses. */
export interface Machine {
  /** 40 hex digits; the same as `mdeDeviceId` in Graph. */
  readonly id: string;
  /** Lower-case FQDN, or empty: mobile devices and broken records have none. Untrusted text. */
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

/** The display name: the first label in capitals, or the start of the id without a name. */
export function shortName(machine: Pick<Machine, 'id' | 'name'>): string {
  const label = machine.name.split('.')[0];
  return label ? label.toUpperCase() : t`device ${machine.id.slice(0, 8)}`;
}

/**
 * Returns the plausible records of one name: merged, excluded and offboarded ones drop out, active
 * ones win, newest first. With more than one left, ask the user.
 *
 * Names are not unique: re-imaging creates a new id under the old name.
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

/** Returns whether Defender can reach the machine now, according to its record. */
export function isOnline(machine: Machine): boolean {
  return machine.health === 'Active';
}

/** Windows Server and anything else named so: excluded from broad selections. */
export function isServer({ os }: Machine): boolean {
  return /server/i.test(os);
}

/** Collection is documented for Windows 10 1703+ and 11; macOS and Linux may work, phones don't. */
export function isSupported(machine: Machine): boolean {
  return !/^(ios|android)/i.test(machine.os);
}
