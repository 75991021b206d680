import { stamp } from '../clock';
import { guid, hash, hex } from '../random';

export interface NetworkInterface {
  readonly ipAddress: string;
  readonly macAddress: string | null;
  readonly type: string;
  readonly operationalStatus: string;
}

/** The machine entity with the names, types and nulls of the API. */
export interface Machine {
  readonly id: string;
  mergedIntoMachineId: string | null;
  isPotentialDuplication: boolean;
  isExcluded: boolean;
  exclusionReason: string | null;
  computerDnsName: string | null;
  firstSeen: string;
  lastSeen: string;
  osPlatform: string;
  osVersion: string | null;
  osProcessor: string | null;
  version: string;
  lastIpAddress: string | null;
  lastExternalIpAddress: string | null;
  agentVersion: string;
  osBuild: number | null;
  healthStatus: string;
  deviceValue: string;
  rbacGroupId: number;
  rbacGroupName: string | null;
  riskScore: string;
  exposureLevel: string;
  isAadJoined: boolean;
  aadDeviceId: string | null;
  machineTags: string[];
  defenderAvStatus: string;
  onboardingStatus: string;
  osArchitecture: string | null;
  managedBy: string;
  managedByStatus: string;
  ipAddresses: NetworkInterface[];
  vmMetadata: Readonly<Record<string, string>> | null;
}

export const domain = 'contoso.example';
const dayMs = 86_400_000;

/** A Windows workstation with defaults; `change` overrides them. */
export function workstation(
  name: string,
  ip: string,
  now: number,
  change: Partial<Machine> = {},
): Machine {
  const id = change.id ?? hex(`machine ${name} ${ip}`, 40);
  const age = hash(`age ${id}`);
  return {
    id,
    mergedIntoMachineId: null,
    isPotentialDuplication: false,
    isExcluded: false,
    exclusionReason: null,
    computerDnsName: `${name}.${domain}`,
    firstSeen: stamp(now - (60 + (age % 300)) * dayMs),
    lastSeen: stamp(now - (age % (20 * 3_600_000))),
    osPlatform: 'Windows11',
    osVersion: null,
    osProcessor: 'x64',
    version: '23H2',
    lastIpAddress: ip,
    lastExternalIpAddress: '203.0.113.25',
    agentVersion: '10.8760.22621.3880',
    osBuild: 22631,
    healthStatus: 'Active',
    deviceValue: 'Normal',
    rbacGroupId: 140,
    rbacGroupName: 'Workstations-EU',
    riskScore: 'Low',
    exposureLevel: 'Medium',
    isAadJoined: true,
    aadDeviceId: guid(`aad ${name}`),
    machineTags: [],
    defenderAvStatus: 'Updated',
    onboardingStatus: 'Onboarded',
    osArchitecture: '64-bit',
    managedBy: 'Intune',
    managedByStatus: 'Success',
    ipAddresses: networkInterfaces(id, ip),
    vmMetadata: null,
    ...change,
  };
}

function networkInterfaces(id: string, ip: string): NetworkInterface[] {
  const macAddress = hex(`mac ${id}`, 12).toUpperCase();
  const tail = hex(`link-local ${id}`, 16).match(/.{4}/g)?.join(':');
  const host = ip.split('.').at(-1) ?? '1';
  return [
    { ipAddress: ip, macAddress, type: 'Ethernet', operationalStatus: 'Up' },
    { ipAddress: `fe80::${tail}`, macAddress, type: 'Ethernet', operationalStatus: 'Up' },
    {
      ipAddress: `2001:db8:20:30::${host}`,
      macAddress: null,
      type: 'Wireless80211',
      operationalStatus: 'Down',
    },
  ];
}

export function inactive(now: number, days: number): Partial<Machine> {
  return { healthStatus: 'Inactive', lastSeen: stamp(now - days * dayMs), riskScore: 'None' };
}

export type System = 'windows' | 'linux' | 'macos' | 'mobile';

export function systemOf({ osPlatform }: Machine): System {
  if (osPlatform.startsWith('Windows')) return 'windows';
  if (osPlatform === 'macOS') return 'macos';
  return osPlatform === 'iOS' || osPlatform === 'Android' ? 'mobile' : 'linux';
}

/** Whether the sensor would run an action now. Inactive means unseen for a week. */
export function isOnline({ healthStatus }: Machine): boolean {
  return healthStatus === 'Active' || healthStatus === 'ImpairedCommunication';
}

/** `ws-042` for `ws-042.contoso.example`; the id when the machine has no name. */
export function shortName({ computerDnsName, id }: Machine): string {
  return computerDnsName?.split('.')[0] || id;
}
