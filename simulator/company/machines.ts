import { inactive, type Machine, workstation } from './machine';
import { servers } from './servers';

/** The machine most scenarios are about; its id is the one Microsoft's documented examples use. */
export const ws042 = '1e5bc9d7e413ddd7902c2932e418702b84d0cc07';
const ws048 = '5b3c7f0a9e1d42c68b7a0f9d3e2c1b4a59687786';

/** All machines of the company on its first day, which is `now`. */
export function companyMachines(now: number): Machine[] {
  return [
    ...workstations(now),
    ...recordsOfOneReplacedMachine(now),
    ...financeLaptops(now),
    ...otherLaptops(now),
    ...servers(now),
    ...unmanaged(now),
  ];
}

function workstations(now: number): Machine[] {
  const special: Record<number, Partial<Machine>> = {
    42: { id: ws042, riskScore: 'High', machineTags: ['SOC-Tier1', 'Finance'] },
    46: inactive(now, 12),
    48: { id: ws048 },
    49: { healthStatus: 'ImpairedCommunication', exposureLevel: 'High' },
    50: { riskScore: 'High', machineTags: ["O'Brien's team"] },
    56: { osPlatform: 'Windows10', version: '22H2', osBuild: 19045 },
    57: {
      osPlatform: 'Windows10',
      version: '1709',
      osBuild: 16299,
      agentVersion: '10.3720.16299.15',
    },
    59: { lastExternalIpAddress: '2001:db8:ffff::19', defenderAvStatus: 'NotUpdated' },
  };
  return Array.from({ length: 20 }, (_, index) => {
    const number = 41 + index;
    return workstation(`ws-0${number}`, `10.20.30.${number}`, now, special[number]);
  });
}

/** WS-048 was merged once and excluded once; the right record can be chosen automatically. */
function recordsOfOneReplacedMachine(now: number): Machine[] {
  return [
    workstation('ws-048', '10.20.30.148', now, {
      ...inactive(now, 190),
      mergedIntoMachineId: ws048,
      isPotentialDuplication: true,
    }),
    workstation('ws-048', '10.20.30.149', now, {
      ...inactive(now, 230),
      isExcluded: true,
      exclusionReason: 'DuplicateDevice',
    }),
  ];
}

/** FIN-LAP-07 was re-imaged and both records are active; a person must choose. */
function financeLaptops(now: number): Machine[] {
  const finance = { rbacGroupId: 141, rbacGroupName: 'Finance', machineTags: ['Finance'] };
  const laptop = (number: string, ip: number, change: Partial<Machine> = {}) =>
    workstation(`fin-lap-${number}`, `10.20.40.${ip}`, now, { ...finance, ...change });
  return [
    ...['01', '02', '03', '04', '05', '06'].map((number) => laptop(number, Number(number))),
    laptop('07', 7, { isPotentialDuplication: true }),
    laptop('07', 107, { isPotentialDuplication: true, version: '24H2', osBuild: 26100 }),
    laptop('08', 8, inactive(now, 9)),
    laptop('70', 70),
  ];
}

function otherLaptops(now: number): Machine[] {
  const people = { rbacGroupId: 142, rbacGroupName: 'HR' };
  return [
    workstation('hr-lap-01', '10.20.50.1', now, people),
    workstation('hr-lap-02', '10.20.50.2', now, { ...people, lastIpAddress: '169.254.17.3' }),
    // Returned to the lessor; its record stays for half a year.
    workstation('hr-lap-03', '10.20.50.3', now, {
      ...people,
      ...inactive(now, 40),
      onboardingStatus: 'CanBeOnboarded',
    }),
    // Offboarded, but Defender still shows it as onboarded for a while.
    workstation('hr-lap-04', '10.20.50.4', now, {
      ...people,
      ...inactive(now, 8),
      defenderAvStatus: 'NotReporting',
    }),
    ...[1, 2, 3, 4, 5].map((number) =>
      workstation(`dev-ws-0${number}`, `10.20.60.${number}`, now, { machineTags: ['Engineering'] }),
    ),
  ];
}

/** Phones, printers and other devices without a full sensor. */
function unmanaged(now: number): Machine[] {
  const bare = { isAadJoined: false, managedBy: 'Unknown', managedByStatus: 'Unknown' };
  return [
    workstation('ipad', '10.20.70.1', now, {
      ...bare,
      computerDnsName: 'Annas iPad',
      osPlatform: 'iOS',
      version: '18.1',
      osBuild: null,
    }),
    workstation('android', '10.20.70.2', now, {
      ...bare,
      computerDnsName: '',
      osPlatform: 'Android',
      version: '15',
      osBuild: null,
    }),
    workstation('prn-3f', '10.20.70.3', now, {
      ...bare,
      osPlatform: 'Linux',
      version: 'Other',
      osBuild: null,
      onboardingStatus: 'Unsupported',
      ipAddresses: [],
    }),
    workstation('kiosk-01', '10.20.70.4', now, { ...bare, onboardingStatus: 'InsufficientInfo' }),
  ];
}
