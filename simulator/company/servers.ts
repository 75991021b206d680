import { stamp } from '../clock';
import { guid } from '../random';
import { inactive, type Machine, workstation } from './machine';

/** Windows servers, Linux machines and Macs. */
export function servers(now: number): Machine[] {
  return [...windowsServers(now), ...linuxMachines(now), ...macs(now)];
}

function windowsServers(now: number): Machine[] {
  const server = (name: string, host: number, change: Partial<Machine> = {}) =>
    workstation(name, `10.20.10.${host}`, now, {
      osPlatform: 'WindowsServer2022',
      version: '21H2',
      osBuild: 20348,
      deviceValue: 'High',
      rbacGroupId: 150,
      rbacGroupName: 'Servers',
      machineTags: ['Server'],
      managedBy: 'ConfigMgr',
      ...change,
    });
  const tier0 = { machineTags: ['Tier0', 'Server'] };
  return [
    server('srv-dc01', 1, { ...tier0, vmMetadata: azure('srv-dc01'), riskScore: 'Medium' }),
    server('srv-dc02', 2, tier0),
    server('srv-ca01', 3, {
      ...tier0,
      osPlatform: 'WindowsServer2019',
      version: '1809',
      osBuild: 17763,
    }),
    server('srv-sql1', 11),
    server('srv-sql2', 12, { osPlatform: 'WindowsServer2016', version: '1607', osBuild: 14393 }),
    server('srv-file1', 13),
    server('srv-web1', 14, {
      vmMetadata: azure('srv-web1'),
      lastExternalIpAddress: '198.51.100.14',
    }),
    server('srv-exch1', 15),
  ];
}

function azure(name: string): Record<string, string> {
  const subscriptionId = '00000000-0000-0000-0000-0000000000aa';
  return {
    vmId: guid(`vm ${name}`),
    cloudProvider: 'Azure',
    resourceId: `/subscriptions/${subscriptionId}/resourceGroups/rg1/providers/Microsoft.Compute/virtualMachines/${name}`,
    subscriptionId,
  };
}

function linuxMachines(now: number): Machine[] {
  const linux = (name: string, host: number, change: Partial<Machine> = {}) =>
    workstation(name, `10.20.11.${host}`, now, {
      osPlatform: 'Linux',
      version: 'Other',
      osBuild: null,
      isAadJoined: false,
      aadDeviceId: null,
      rbacGroupId: 151,
      rbacGroupName: 'Linux',
      managedBy: 'MDE',
      ...change,
    });
  return [
    linux('lnx-web01', 1, { machineTags: ['DMZ'] }),
    linux('lnx-web02', 2, { machineTags: ['DMZ'], lastIpAddress: '2001:db8:11::2' }),
    linux('lnx-db01', 3, { osPlatform: 'Ubuntu', version: '24.04' }),
    // Has no name and was not seen for months.
    linux('nameless', 4, {
      id: 'd03994c9f24db587749ae9006da1cca2d4d2b1f1',
      computerDnsName: null,
      ...inactive(now, 111),
      lastIpAddress: null,
      lastExternalIpAddress: null,
      rbacGroupId: 0,
      rbacGroupName: null,
      exposureLevel: 'None',
      defenderAvStatus: 'Unknown',
      osArchitecture: null,
      managedBy: 'Unknown',
      managedByStatus: 'Unknown',
      ipAddresses: [],
    }),
    linux('nameless-too', 5, { computerDnsName: null, lastSeen: stamp(now - 3_600_000) }),
  ];
}

function macs(now: number): Machine[] {
  const mac = (number: string, change: Partial<Machine> = {}) =>
    workstation(`mac-${number}`, `10.20.61.${Number(number)}`, now, {
      osPlatform: 'macOS',
      version: '14.6',
      osBuild: null,
      osProcessor: 'ARM64',
      rbacGroupName: 'Design',
      rbacGroupId: 143,
      ...change,
    });
  return [mac('01'), mac('02'), mac('03', inactive(now, 15))];
}
