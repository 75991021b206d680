import { ip, process, type Scenario, url, user } from './scenario';

/** Incidents with missing, contradictory or hostile data, observed or expected. */
export const awkwardScenarios: readonly Scenario[] = [
  {
    id: 4705,
    name: 'Addresses that the alert and its evidence disagree about',
    severity: 'Medium',
    hoursAgo: 14,
    alerts: [
      {
        title: 'Evidence has addresses, the list is empty',
        on: ['ws-051'],
        evidence: [ip('203.0.113.60', 'destination'), ip('2001:db8::60')],
        ips: [],
      },
      {
        title: 'The list has addresses, the evidence none',
        on: ['ws-052'],
        evidence: [user('pnovak')],
        ips: ['203.0.113.61', '198.51.100.61'],
      },
    ],
  },
  {
    id: 4706,
    name: 'Free *prize* [click here](https://malicious.example) <at>everyone</at>',
    severity: 'Medium',
    hoursAgo: 16,
    alerts: [
      {
        title: '[Reset your password](https://malicious.example/x) **now** `rm -rf`',
        on: ['ws-053'],
        evidence: [url('javascript:alert(1)'), ip('192.0.2.150')],
      },
      {
        title: '<at>Everyone</at> <img src=x onerror=alert(1)> | a | table |',
        on: ['ws-053'],
        account: '<script>',
        evidence: [user('<script>')],
      },
      {
        title: 'invoice\u202Efdp.exe \u200Bis\u2066 harmless\u2069',
        on: ['ws-053'],
        evidence: [
          process('=cmd|calc!A1', '=HYPERLINK("https://malicious.example")'),
          ip('192.0.2.151'),
        ],
      },
    ],
  },
  {
    id: 4707,
    name: 'Web shell on Linux servers',
    severity: 'High',
    hoursAgo: 8,
    alerts: [
      {
        title: 'Web shell was written',
        category: 'Persistence',
        on: ['lnx-web01'],
        evidence: [
          ip('2001:db8:bad::7', 'source'),
          ip('2001:0DB8:0BAD:0000:0000:0000:0000:0007', 'source'),
        ],
      },
      {
        title: 'Reverse shell',
        category: 'CommandAndControl',
        on: ['lnx-web02', 'lnx-web01:contextual'],
        evidence: [
          ip('::ffff:203.0.113.7', 'commandAndControl'),
          ip('203.0.113.7', 'commandAndControl'),
          ip('fe80::a1%eth0'),
        ],
      },
      {
        title: 'Unexpected outbound connection',
        on: ['mac-01:none'],
        evidence: [ip('64:ff9b::c633:6409'), ip('fd00::12'), ip('::1')],
      },
    ],
  },
  {
    id: 4708,
    name: 'Addresses that are none',
    severity: 'Low',
    hoursAgo: 18,
    alerts: [
      {
        title: 'Addresses with something attached',
        on: ['ws-055'],
        evidence: [
          ip('203.0.113.90:443'),
          ip('[2001:db8::90]:8443'),
          ip(' 203.0.113.91 '),
          ip('198.51.100.0/24'),
        ],
      },
      {
        title: 'Addresses that cannot be read',
        on: ['ws-055'],
        evidence: [
          ip(''),
          ip('N/A'),
          ip('127.1'),
          ip('010.8.8.8'),
          ip('256.1.1.1'),
          ip('0.0.0.0'),
          ip('100.64.3.4'),
          ip('224.0.0.251'),
        ],
      },
    ],
  },
  {
    id: 4710,
    name: 'Activity on a machine nobody can name',
    severity: 'Medium',
    hoursAgo: 22,
    alerts: [
      {
        title: 'Crypto miner',
        on: ['d03994c9f24db587749ae9006da1cca2d4d2b1f1'],
        evidence: [ip('198.51.100.180')],
      },
      {
        title: 'Crypto miner',
        on: ['ws-046', 'ws-058:attacked'],
        evidence: [ip('198.51.100.180')],
      },
    ],
  },
  {
    id: 4712,
    name: 'Suspicious scheduled tasks',
    severity: 'Medium',
    hoursAgo: 7,
    alerts: [
      {
        title: 'Suspicious scheduled task',
        category: 'Persistence',
        on: ['ws-044'],
        account: 'acruz',
        evidence: [process('schtasks.exe', 'schtasks /create /tn Updater /sc onlogon')],
      },
      {
        title: 'Suspicious scheduled task',
        category: 'Persistence',
        on: ['ws-045'],
        account: 'acruz',
        evidence: [user('acruz')],
      },
      { title: 'Anomalous token use', category: 'PrivilegeEscalation', on: ['ws-045'] },
    ],
  },
];
