import { file, ip, process, type Scenario, url, user } from './scenario';

/** Incidents beside the main case. */
export const everydayScenarios: readonly Scenario[] = [
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
];
