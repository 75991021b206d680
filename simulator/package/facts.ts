import { isIP } from 'node:net';
import { type Alert, addressesIn, type Evidence, hostsIn } from '../company/alert';
import type { Machine } from '../company/machine';
import { shortName } from '../company/machine';

/** Facts that the files of a package share with each other and with the alerts. */
export interface Facts {
  readonly machine: Machine;
  readonly name: string;
  readonly seed: string;
  readonly accounts: readonly string[];
  /** Addresses from the machine's alerts. */
  readonly remoteAddresses: readonly string[];
  readonly hosts: readonly string[];
  readonly processes: readonly Extract<Evidence, { kind: 'Process' }>[];
  readonly files: readonly Extract<Evidence, { kind: 'File' }>[];
}

/** Packages don't depend on the current date, so their checksums are stable. */
export const madeAt = new Date('2026-11-20T09:00:00Z');

export function factsOf(machine: Machine, alerts: readonly Alert[], seed: number): Facts {
  const own = alerts.filter(({ devices }) =>
    devices.some(({ machineId }) => machineId === machine.id),
  );
  const evidence = own.flatMap((alert) => alert.evidence);
  const addresses = own.flatMap((alert) => [...addressesIn(alert), ...alert.ips]);
  return {
    machine: withoutTimes(machine),
    name: shortName(machine),
    seed: `package ${seed} ${machine.id}`,
    accounts: unique(['Administrator', ...own.flatMap(({ account }) => account ?? [])]).filter(
      isPlain,
    ),
    remoteAddresses: unique(addresses)
      .filter((address) => isIP(address) !== 0 && address !== machine.lastIpAddress)
      .sort(),
    hosts: unique(own.flatMap(hostsIn)).filter(Boolean).sort(),
    processes: evidence.filter((item) => item.kind === 'Process'),
    files: evidence.filter((item) => item.kind === 'File'),
  };
}

/** Times relative to the start would change the bytes each time. */
function withoutTimes(machine: Machine): Machine {
  return { ...machine, firstSeen: '', lastSeen: '' };
}

function isPlain(account: string): boolean {
  return /^[\w.-]+$/.test(account);
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
