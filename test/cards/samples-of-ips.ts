import { type IpReportState, type IpReportSubject, ipReportCard } from '../../src/cards/ip-report';
import type { Alert, AlertEvidence } from '../../src/domain/alert';
import type { Card } from '../../src/domain/card';
import { ipReport } from '../../src/domain/ip-report';
import { text } from '../../src/domain/text';
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
    device: {
      id: 'a',
      name: 'fin-lap-07.contoso.com',
      lastIp: '10.20.30.40',
      lastExternalIp: '93.184.216.34',
    },
  },
]);

const crowd = Array.from({ length: 9 }, (_, alert) =>
  anAlert(
    alert,
    Array.from({ length: 8 }, (__, n) => seen(`93.184.${alert % 3}.${n * 9 + alert}`)),
  ),
);

const card = (about: IpReportSubject, state: IpReportState) => () =>
  ipReportCard({ ref: 'C-5XYZ9', about, askedBy: 'Mia Chen', state }, view);

const lastDay: IpReportSubject = {
  from: new Date('2026-11-19T09:44:00Z'),
  to: at('09:44'),
  severity: ['high'],
};
const incident: IpReportSubject = { incident: '4711', name: 'Credential theft on FIN-LAP-07' };
const alert: IpReportSubject = { alert: 'da637_-9609' };

export const ipSamples: Readonly<Record<string, () => Card>> = {
  'ip-report-alert': card(alert, { kind: 'done', report: ipReport([oneAlert], {}, ranges) }),
  'ip-report-incident': card(incident, { kind: 'done', report: ipReport(crowd, {}, ranges) }),
  'ip-report-window-unread': card(lastDay, {
    kind: 'done',
    report: ipReport([oneAlert], { unread: ['da999_-1', 'da998_-1'] }, ranges),
    mayStillArrive: true,
  }),
  'ip-report-reading': card(lastDay, { kind: 'reading', alerts: 1200 }),
  'ip-report-no-alerts': card(lastDay, { kind: 'done', report: ipReport([]) }),
  'ip-report-no-addresses': card(incident, {
    kind: 'done',
    report: ipReport([anAlert(1, []), anAlert(2, [seen('N/A')])]),
  }),
  'ip-report-failed': card(incident, {
    kind: 'failed',
    cause: text`Defender did not answer 5 times in 10 minutes.`,
    advice: text`Try again later.`,
  }),
};
