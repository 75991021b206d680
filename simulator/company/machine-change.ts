import { stamp } from '../clock';
import { inactive, type Machine, shortName, workstation } from './machine';

/** A machine by id or name, and the fields to change. */
export type MachineChange = Partial<Machine> & {
  readonly name?: string;
  /** Sets the machine online or offline. */
  readonly online?: boolean;
};

/** Updates the machine or adds it. */
export function addOrChangeMachine(
  machines: Machine[],
  { name, online, ...change }: MachineChange,
  now: number,
): Machine {
  const found = machines.find(
    (machine) =>
      (change.id !== undefined && machine.id === change.id) ||
      (change.id === undefined &&
        name !== undefined &&
        [machine.computerDnsName, shortName(machine)].includes(name.toLowerCase())),
  );
  const full = { ...presence(online, now), ...change };
  if (found) return Object.assign(found, full);
  const number = machines.length;
  const ip = change.lastIpAddress ?? `10.20.${80 + (number >> 8)}.${number & 255}`;
  const added = workstation((name ?? `new-${number}`).toLowerCase(), ip, now, full);
  machines.push(added);
  return added;
}

function presence(online: boolean | undefined, now: number): Partial<Machine> {
  if (online === undefined) return {};
  return online ? { healthStatus: 'Active', lastSeen: stamp(now) } : inactive(now, 8);
}
