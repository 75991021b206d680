import type { Alert, AlertDevice, Incident } from './alert';

/** A machine involved in an incident. */
export interface InvolvedMachine {
  /** Defender's machine id, in lower case: Graph's `mdeDeviceId`. */
  readonly id: string;
  /** Untrusted text. */
  readonly name: string;
  readonly compromised: boolean;
}

/**
 * Returns each machine of an incident once, compromised ones first.
 *
 * Graph's device evidence gives compromised machines that role. An alert whose evidence has no
 * roles at all, as in XDR and MDE, refers to its own machine.
 */
export function machinesOf({ alerts }: Pick<Incident, 'alerts'>): InvolvedMachine[] {
  const found = new Map<string, InvolvedMachine>();
  for (const alert of alerts)
    for (const { compromised, id, name } of involvedIn(alert)) {
      const key = id.toLowerCase();
      const known = found.get(key);
      found.set(key, {
        id: key,
        name: known?.name || name,
        compromised: compromised || (known?.compromised ?? false),
      });
    }
  const all = [...found.values()];
  return [...all.filter(isCompromised), ...all.filter((one) => !isCompromised(one))];
}

/** Returns the machines that a rule collects from. */
export function findIncidentMachines(
  incident: Pick<Incident, 'alerts'>,
  collect: 'compromised' | 'all' | 'none',
): InvolvedMachine[] {
  if (collect === 'none') return [];
  return machinesOf(incident).filter((one) => collect === 'all' || one.compromised);
}

function isCompromised({ compromised }: InvolvedMachine): boolean {
  return compromised;
}

function involvedIn({ evidence, machine }: Alert): InvolvedMachine[] {
  const items = evidence.flatMap(({ device, roles = [] }) =>
    device ? [{ device, roles: [...roles, ...(device.roles ?? [])] }] : [],
  );
  const hasRoles = items.some(({ roles }) => roles.length > 0);
  const isMeant = (device: AlertDevice, roles: readonly string[]) =>
    hasRoles
      ? roles.some((role) => role.toLowerCase() === 'compromised')
      : device.id.toLowerCase() === machine?.id.toLowerCase();
  const devices = items.map(({ device, roles }) => ({
    id: device.id,
    name: device.name,
    compromised: isMeant(device, roles),
  }));
  // The alert's own machine may be missing from its evidence.
  const own = machine ? [{ ...machine, compromised: !hasRoles }] : [];
  return [...devices, ...own];
}
