import { file, ip, process, type Scenario, url, user } from './scenario';

const encoded = 'powershell.exe -NoP -W Hidden -enc SQBFAFgA';
const powershell = process('powershell.exe', encoded);

/** Typical incidents. */
export const mainScenarios: readonly Scenario[] = [
  {
    id: 4711,
    name: 'Multi-stage incident involving Execution on one endpoint',
    severity: 'High',
    hoursAgo: 10,
    tags: ['Ransomware'],
    alerts: [
      {
        id: 'da637472900382838869_1364969609',
        title: 'Suspicious PowerShell activity',
        category: 'Execution',
        on: ['ws-042'],
        account: 'jdoe',
        techniques: ['T1059.001', 'T1105'],
        evidence: [
          user('jdoe'),
          powershell,
          file('dropper.exe', 'C:\\Users\\jdoe\\Downloads'),
          ip('203.0.113.77', 'commandAndControl', 'NL'),
          ip('2001:db8::bad:1', 'commandAndControl'),
          ip('10.20.30.5'),
          url('http://malicious.example/payload.bin'),
          {
            kind: 'Registry',
            key: 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run',
            value: 'C:\\Users\\jdoe\\dropper.exe',
          },
          { kind: 'Future' },
        ],
        ips: ['203.0.113.77', '198.51.100.9', '2001:db8::bad:1', '10.20.30.5'],
      },
      {
        id: 'da637472900382838869_2000000002',
        title: 'Suspicious connection blocked by network protection',
        category: 'CommandAndControl',
        on: ['ws-042'],
        account: 'jdoe',
        evidence: [ip(null), ip('203.0.113.77', 'destination', 'NL')],
      },
      {
        title: 'Credential dumping from LSASS',
        category: 'CredentialAccess',
        on: ['ws-042'],
        account: 'jdoe',
        techniques: ['T1003.001'],
        evidence: [
          process('rundll32.exe', 'rundll32.exe comsvcs.dll, MiniDump 668 lsass.dmp full'),
        ],
      },
      {
        title: 'Lateral movement using a remote service',
        category: 'LateralMovement',
        on: ['ws-047', 'ws-042:attacker', 'srv-dc01:contextual'],
        account: 'jdoe',
        techniques: ['T1021.002'],
        evidence: [user('jdoe'), ip('10.20.30.42', 'source'), ip('fe80::1c9b:77ff:fe01:22')],
      },
      {
        id: 'fa0123456789abcdef_x',
        title: 'Email messages removed after delivery',
        category: 'InitialAccess',
        severity: 'Informational',
        source: 'MicrosoftDefenderForOffice365',
        techniques: ['T1566'],
      },
    ],
  },
  {
    id: 4700,
    name: 'Multi-stage incident involving Execution on one endpoint',
    severity: 'High',
    status: 'Redirected',
    redirectedTo: 4711,
    hoursAgo: 10.2,
    alerts: [],
  },
  {
    id: 4713,
    name: 'Hands-on-keyboard attack on one device',
    severity: 'High',
    hoursAgo: 5,
    alerts: Array.from({ length: 11 }, (_, step) => ({
      title: `Hands-on-keyboard activity, step ${step + 1}`,
      category: 'Execution',
      on: ['ws-050'],
      account: 'obrien',
      evidence: [
        powershell,
        ip(`198.51.100.${50 + (step % 4)}`, 'commandAndControl'),
        ip('203.0.113.77', 'destination', 'NL'),
      ],
    })),
  },
];
