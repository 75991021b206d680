import { ip, process, type Scenario, url, user } from './scenario';

const seconds = (count: number) => -count / 3600;

/** Incidents that occur during the first minutes after startup. */
export const arrivals: readonly Scenario[] = [
  {
    id: 4714,
    name: 'Possible human-operated ransomware',
    severity: 'High',
    hoursAgo: seconds(20),
    alerts: [
      {
        title: 'Backups were deleted',
        category: 'Ransomware',
        after: 0,
        on: ['ws-055'],
        account: 'nbauer',
        evidence: [
          user('nbauer'),
          process('wbadmin.exe', 'wbadmin delete catalog -quiet'),
          ip('203.0.113.201', 'commandAndControl', 'MD'),
        ],
      },
      {
        title: 'Files were renamed in bulk',
        category: 'Ransomware',
        after: 0,
        on: ['ws-055', 'srv-file1:attacked'],
        account: 'nbauer',
        evidence: [ip('10.20.10.13', 'destination')],
      },
    ],
  },
  {
    id: 4715,
    name: 'Macro started a script interpreter',
    severity: 'Medium',
    hoursAgo: seconds(75),
    alerts: [
      {
        title: 'Office application started a script interpreter',
        category: 'Execution',
        after: 0,
        on: ['fin-lap-03'],
        account: 'ltran',
        evidence: [
          process('wscript.exe', 'wscript.exe order.js'),
          url('https://cdn.malicious.example/order.js'),
        ],
      },
    ],
  },
  {
    id: 4716,
    name: 'Potentially unwanted application',
    severity: 'Low',
    hoursAgo: seconds(130),
    alerts: [
      { title: 'An unwanted application was blocked', after: 0, on: ['dev-ws-02'], evidence: [] },
    ],
  },
  {
    id: 4717,
    name: 'Remote code execution on a web server',
    severity: 'High',
    hoursAgo: seconds(200),
    alerts: [
      {
        title: 'A web server process started a shell',
        category: 'Execution',
        after: 0,
        on: ['srv-web1', 'srv-sql1:contextual'],
        evidence: [process('cmd.exe', 'cmd.exe /c whoami'), ip('198.51.100.220', 'attacker', 'US')],
      },
    ],
  },
];
