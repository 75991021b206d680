import { ipAddressCard } from '../../src/cards/ip-report/ip-address';
import {
  type FoundIps,
  type IpReportState,
  type IpReportSubject,
  ipReportCard,
  maxRows,
} from '../../src/cards/ip-report/ip-report';
import type { Alert, AlertEvidence } from '../../src/domain/alert';
import type { Card } from '../../src/domain/card';
import type { IpRow } from '../../src/domain/ip-row';
import { msg, sentence } from '../../src/language/language';
import { type IpReport, ipReport } from '../support/ip-report';
import { at, view } from './samples-of-jobs';

const ranges = [{ cidr: '10.20.0.0/16', name: 'Head office' }];

export function anAlert(number: number, evidence: readonly AlertEvidence[]): Alert {
  return {
    id: `da63${number}_-1`,
    title: `Suspicious connection ${number}`,
    severity: 'medium',
    incidentId: '4711',
    createdAt: `2026-11-20T09:0${number % 10}:00.1234567Z`,
    machine: { id: 'a'.repeat(40), name: 'fin-lap-07.contoso.com' },
    evidence,
  };
}

const seen = (address: string | null, more: Partial<AlertEvidence> = {}): AlertEvidence => ({
  kind: 'Ip',
  address,
  ...more,
});

const oneAlert = anAlert(1, [
  seen('203.0.113.45', { verdict: 'malicious', roles: ['commandAndControl'], country: 'NL' }),
  seen('198.51.100.7', { verdict: 'suspicious' }),
  seen('2001:db8::1f'),
  seen('64:ff9b::8.8.8.8'),
  seen(null),
  {
    kind: 'Device',
    addresses: [
      { value: '10.20.30.40', role: 'device', device: 'fin-lap-07.contoso.com' },
      { value: '93.184.216.34', role: 'egress', device: 'fin-lap-07.contoso.com' },
    ],
  },
]);

const crowd = Array.from({ length: 9 }, (_, alert) =>
  anAlert(
    alert,
    Array.from({ length: 8 }, (__, n) => seen(`93.184.${alert % 3}.${n * 9 + alert}`)),
  ),
);

/** What the card gets of a report: the heaviest rows and the counts. */
export function foundIn(report: IpReport, more: Partial<FoundIps> = {}): FoundIps {
  const { rows, totals } = report;
  const memory = { fresh: totals.addresses, unasked: 0 };
  return { rows: rows.slice(0, maxRows), totals, memory, ...more };
}

const card = (about: IpReportSubject, state: IpReportState) => () =>
  ipReportCard({ ref: 'C-5XYZ9', about, askedBy: 'Mia Chen', state }, view);
const done = (about: IpReportSubject, report: IpReport, more?: Partial<FoundIps>) =>
  card(about, { kind: 'done', found: foundIn(report, more) });

const lastDay: IpReportSubject = {
  from: new Date('2026-11-19T09:44:00Z'),
  to: at('09:44'),
  severity: ['high'],
};
const incident: IpReportSubject = { incident: '4711', name: 'Credential theft on FIN-LAP-07' };
const alert: IpReportSubject = { alert: 'da637_-9609' };

const spread = Array.from({ length: 31 }, (_, n) => ({
  ...anAlert(n, [seen(`203.0.113.${n % 12}`)]),
  createdAt: new Date(
    Date.parse('2026-11-19T10:05:00Z') + (n * n * 97 * 60_000) / 65,
  ).toISOString(),
}));

const known: IpRow[] = ipReport(spread).rows.map((row, n) => ({
  ...row,
  prevalence: n === 0 ? 0 : n * 7,
  history:
    n % 3 === 0
      ? { isNew: true, alertsThisWeek: 1, alsoIn: [] }
      : { isNew: false, alertsThisWeek: 3 * (n % 2), alsoIn: ['4698', '4702', '4703'].slice(0, n) },
}));
const before = { at: at('09:02').toISOString(), added: 3, gone: 1 };

const dossier = {
  latest: { ...ipReport([oneAlert]).rows[0]!, prevalence: 12 },
  reports: [
    { id: 'C-5XYZ9', at: at('09:44').toISOString() },
    { id: 'C-4AAA1', at: at('08:00').toISOString() },
  ],
  alerts: [{ id: 'da1_-1', title: 'Suspicious connection 1', incident: '4711' }],
  alertsKnown: 3,
  alertsThisWeek: 3,
  incidents: ['4698', '4711'],
  machines: ['fin-lap-07.contoso.com', 'ws-042', 'ws-043'],
  firstSeen: at('08:00').toISOString(),
  lastSeen: at('09:40').toISOString(),
};

/** As a database knows them, and one that can't be read. */
function withNetworks(report: IpReport, isBroken = false): IpReport {
  const data = isBroken
    ? { problem: sentence`The database of network owners and countries can’t be read.` }
    : { date: '2026-06-17T00:00:00.000Z' };
  const networks = [
    { asn: 64500, owner: 'Example Hosting', country: 'NL', marks: ['hosting', 'Tor exit'] },
    { asn: 64501, owner: 'Example *Transit*', country: 'US' },
    { country: 'DE' },
  ];
  return {
    totals: { ...report.totals, networkData: data },
    rows: report.rows.map((row, n) => (isBroken ? row : { ...row, network: networks[n % 3] })),
  };
}

export const ipSamples: Readonly<Record<string, () => Card>> = {
  'ip-report-networks': done(incident, withNetworks(ipReport(crowd, {}, ranges))),
  'ip-report-networks-broken': done(incident, withNetworks(ipReport([oneAlert], {}, ranges), true)),
  'ip-report-alert': done(alert, ipReport([oneAlert], {}, ranges)),
  'ip-report-incident': done(incident, ipReport(crowd, {}, ranges)),
  'ip-report-merged': done(incident, ipReport([oneAlert], {}, ranges), { mergedInto: '4720' }),
  'ip-report-window-unread': done(
    lastDay,
    ipReport(
      [oneAlert, anAlert(8, []), anAlert(9, [])],
      { unread: ['da638_-1', 'da639_-1'] },
      ranges,
    ),
    { mayStillArrive: true },
  ),
  'ip-report-window-remembered': done(lastDay, ipReport(spread), {
    rows: known,
    memory: { fresh: 4, unasked: 40, before },
  }),
  'ip-report-only-new': done(lastDay, ipReport(spread), {
    rows: known.filter(({ history }) => history!.isNew),
    memory: { fresh: 4, unasked: 0, before: { ...before, added: 0, gone: 0 } },
    onlyNew: true,
  }),
  'ip-report-reading': card(lastDay, { kind: 'reading', alerts: 1200 }),
  'ip-report-cancelled': card(lastDay, { kind: 'cancelled', by: 'Mia Chen' }),
  'ip-report-no-alerts': done(lastDay, ipReport([])),
  'ip-report-none-read': done(
    lastDay,
    ipReport([anAlert(1, []), anAlert(2, [])], { unread: ['da631_-1', 'da632_-1'] }),
  ),
  'ip-report-no-addresses': done(incident, ipReport([anAlert(1, []), anAlert(2, [seen('N/A')])])),
  'ip-report-failed': card(incident, {
    kind: 'failed',
    cause: msg`Defender did not answer 5 times in 10 minutes.`,
    advice: msg`Try again later.`,
  }),
  'ip-address': () => ipAddressCard({ address: '203.0.113.45', dossier, mayCollect: true }, view),
  'ip-address-unknown': () => ipAddressCard({ address: '8.8.8.8', told: 0 }, view),
};
