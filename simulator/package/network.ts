import { isIPv6 } from 'node:net';
import { between, dice, pick } from '../random';
import type { Facts } from './facts';
import { earlier, lines, program } from './text';
import type { Entry } from './zip';

const folder = 'Network connections';
const ordinaryRemotes = [
  '52.113.194.132',
  '20.190.159.2',
  '13.107.42.14',
  '10.20.10.1',
  '10.20.10.13',
];
const ordinaryHosts = [
  'outlook.office365.com',
  'login.microsoftonline.com',
  'srv-dc01.contoso.example',
];

interface Connection {
  readonly remote: string;
  readonly port: number;
  readonly localPort: number;
  readonly state: string;
  readonly program: string;
  readonly processId: number;
}

/** Network files that contain the addresses of the machine's alerts. */
export function networkEntries(facts: Facts): Entry[] {
  const connections = connectionsOf(facts);
  const entry = (name: string, rows: readonly string[]): Entry => ({
    path: `${folder}/${name}`,
    content: lines(rows),
  });
  return [
    entry('ActiveNetConnections.txt', netstat(facts, connections)),
    entry('Arp.txt', arp(facts)),
    entry('DnsCache.txt', dnsCache(facts)),
    entry('IpConfig.txt', ipConfig(facts)),
    entry('FirewallExecutionLog.txt', [
      'Domain Profile: ON',
      'Private Profile: ON',
      'Public Profile: ON',
      'Ok.',
    ]),
    entry('pfirewall.log', firewallLog(facts, connections)),
  ];
}

export function connectionsOf({ seed, remoteAddresses }: Facts): Connection[] {
  const roll = dice(`${seed} connections`);
  const alerted = remoteAddresses.map((remote) => ({ remote, program: 'powershell.exe' }));
  const ordinary = ordinaryRemotes.map((remote) => ({ remote, program: program(roll) }));
  return [...alerted, ...ordinary].map((connection) => ({
    ...connection,
    port: pick(roll, [443, 443, 80, 8443, 445]),
    localPort: between(roll, 49_152, 65_000),
    state: pick(roll, ['ESTABLISHED', 'ESTABLISHED', 'TIME_WAIT', 'CLOSE_WAIT']),
    processId: between(roll, 400, 12_000),
  }));
}

/** As `netstat -anob` prints it. */
function netstat({ machine }: Facts, connections: readonly Connection[]): string[] {
  const local = machine.ipAddresses[0]?.ipAddress ?? '10.20.30.1';
  const row = (from: string, to: string, state: string, processId: number) =>
    `  TCP    ${from.padEnd(22)} ${to.padEnd(30)} ${state.padEnd(15)} ${processId}`;
  const listening = [135, 445, 5040].flatMap((port) => [
    row(`0.0.0.0:${port}`, '0.0.0.0:0', 'LISTENING', 4),
    ' Can not obtain ownership information',
  ]);
  const open = connections.flatMap(
    ({ remote, port, localPort, state, program: name, processId }) => {
      const to = isIPv6(remote) ? `[${remote}]:${port}` : `${remote}:${port}`;
      const from = isIPv6(remote) ? `[2001:db8:20:30::1]:${localPort}` : `${local}:${localPort}`;
      return [row(from, to, state, processId), ` [${name}]`];
    },
  );
  const heading =
    '  Proto  Local Address          Foreign Address                State           PID';
  const udp = [
    '  UDP    0.0.0.0:5353           *:*                                            2210',
    ' [svchost.exe]',
  ];
  return ['', 'Active Connections', '', heading, ...listening, ...open, ...udp];
}

function arp({ machine, seed }: Facts): string[] {
  const roll = dice(`${seed} arp`);
  const own = machine.ipAddresses[0]?.ipAddress ?? '10.20.30.1';
  const network = own.split('.').slice(0, 3).join('.');
  const neighbours = [1, 5, between(roll, 20, 90), between(roll, 91, 200)];
  const mac = () =>
    Array.from({ length: 6 }, () => between(roll, 0, 255).toString(16).padStart(2, '0')).join('-');
  return [
    '',
    `Interface: ${own} --- 0xc`,
    '  Internet Address      Physical Address      Type',
    ...neighbours.map((host) => `  ${`${network}.${host}`.padEnd(22)}${mac().padEnd(22)}dynamic`),
    `  ${`${network}.255`.padEnd(22)}${'ff-ff-ff-ff-ff-ff'.padEnd(22)}static`,
  ];
}

function dnsCache({ hosts, remoteAddresses }: Facts): string[] {
  const answers = [...remoteAddresses, '192.0.2.1'];
  const names = [...hosts, ...ordinaryHosts];
  const records = names.flatMap((host, index) => [
    `    ${host}`,
    '    ----------------------------------------',
    `    Record Name . . . . . : ${host}`,
    '    Record Type . . . . . : 1',
    '    Time To Live  . . . . : 217',
    `    A (Host) Record . . . : ${answers[index % answers.length]}`,
    '',
  ]);
  return ['', 'Windows IP Configuration', '', ...records];
}

function ipConfig({ machine, name }: Facts): string[] {
  return [
    '',
    'Windows IP Configuration',
    '',
    `   Host Name . . . . . . . . . . . . : ${name.toUpperCase()}`,
    '   Primary Dns Suffix  . . . . . . . : contoso.example',
    '',
    'Ethernet adapter Ethernet:',
    '',
    ...machine.ipAddresses.map(
      ({ ipAddress, macAddress }) =>
        `   ${isIPv6(ipAddress) ? 'IPv6' : 'IPv4'} Address. . . . . . . . . . . : ${ipAddress} (${macAddress ?? 'no address'})`,
    ),
    '   Default Gateway . . . . . . . . . : 10.20.30.1',
  ];
}

function firewallLog(facts: Facts, connections: readonly Connection[]): string[] {
  const roll = dice(`${facts.seed} firewall`);
  const local = facts.machine.ipAddresses[0]?.ipAddress ?? '10.20.30.1';
  const rows = Array.from({ length: 400 }, () => {
    const { remote, port } = pick(roll, connections);
    const from = between(roll, 49_152, 65_000);
    const action = pick(roll, ['ALLOW', 'ALLOW', 'DROP']);
    return `${earlier(roll, 24)} ${action} TCP ${local} ${remote} ${from} ${port} 0 - 0 0 0 - - - SEND`;
  }).sort();
  return [
    '#Version: 1.5',
    '#Software: Microsoft Windows Firewall',
    '#Time Format: Local',
    '#Fields: date time action protocol src-ip dst-ip src-port dst-port size tcpflags tcpsyn tcpack tcpwin icmptype icmpcode info path',
    '',
    ...rows,
  ];
}
