import { file, ip, process, type Story, url, user } from './story';

const encoded = 'powershell.exe -NoP -W Hidden -enc SQBFAFgA';
const powershell = process('powershell.exe', encoded);

/** Incidents as a security team meets them. */
export const mainStories: readonly Story[] = [
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
    id: 4701,
    name: 'Unusual sign-in from a managed device',
    severity: 'Informational',
    status: 'InProgress',
    assignedTo: 'analyst@contoso.example',
    hoursAgo: 60,
    alerts: [
      {
        title: 'Unusual sign-in',
        on: ['hr-lap-01:contextual'],
        account: 'mkim',
        evidence: [user('mkim'), ip('198.51.100.201', 'source', 'BR')],
      },
      {
        title: 'Sign-in from an anonymous address',
        on: ['hr-lap-01:contextual'],
        account: 'mkim',
        evidence: [ip('192.0.2.66', 'source')],
      },
    ],
  },
  {
    id: 4702,
    name: 'Password spray against a domain controller',
    severity: 'High',
    hoursAgo: 30,
    alerts: [1, 2, 3].map((part) => ({
      title: `Password spray, part ${part}`,
      category: 'CredentialAccess',
      on: ['srv-dc01:attacked', 'lnx-web01:attacker'],
      account: `svc-backup${part}`,
      techniques: ['T1110.003'],
      evidence: [ip('10.20.11.1', 'source'), ip(`203.0.113.${100 + part}`, 'source', 'RO')],
    })),
  },
  {
    id: 4703,
    name: 'Malware on a laptop that was re-imaged',
    severity: 'Medium',
    hoursAgo: 47,
    alerts: [
      {
        title: 'Banking trojan was blocked',
        category: 'Malware',
        on: ['fin-lap-07'],
        account: 'ltran',
        evidence: [
          file('invoice.pdf.exe', 'C:\\Users\\ltran\\Downloads'),
          url('https://invoices.malicious.example/7'),
        ],
      },
      {
        title: 'Suspicious file was quarantined',
        category: 'Malware',
        on: ['fin-lap-07'],
        account: 'ltran',
        evidence: [file('invoice.pdf.exe', 'C:\\Users\\ltran\\Downloads')],
      },
      {
        title: 'Beaconing to a rare address',
        category: 'CommandAndControl',
        on: ['fin-lap-70'],
        account: 'ltran',
        evidence: [ip('198.51.100.77', 'commandAndControl', 'SE')],
      },
    ],
  },
  {
    id: 4704,
    name: 'Phishing campaign against Finance',
    severity: 'Low',
    hoursAgo: 20,
    alerts: [1, 2].map((wave) => ({
      title: `Phishing mail delivered, wave ${wave}`,
      category: 'InitialAccess',
      source: 'MicrosoftDefenderForOffice365',
      techniques: ['T1566.002'],
      evidence: [
        url(`https://login-contoso${wave}.malicious.example/`),
        ip(`192.0.2.${10 + wave}`),
      ],
    })),
  },
  {
    id: 4709,
    name: 'Ransomware behaviour was stopped on a database server',
    severity: 'High',
    status: 'Resolved',
    assignedTo: 'lead@contoso.example',
    hoursAgo: 96,
    alerts: [
      {
        id: 'ar637472900382838869_5',
        title: 'Ransomware behaviour was blocked',
        category: 'Ransomware',
        on: ['srv-sql2'],
        evidence: [
          process('vssadmin.exe', 'vssadmin delete shadows /all /quiet'),
          ip('203.0.113.140', 'commandAndControl'),
        ],
      },
      {
        id: 'ar637472900382838869_6',
        title: 'Shadow copies were deleted',
        category: 'Ransomware',
        on: ['srv-sql2'],
        evidence: [process('vssadmin.exe', 'vssadmin delete shadows /all /quiet')],
      },
      {
        title: 'Service account used interactively',
        category: 'Persistence',
        on: ['srv-sql2', 'srv-sql1:contextual'],
        account: 'svc-sql',
        evidence: [user('svc-sql'), ip('10.20.10.11', 'source')],
      },
    ],
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
