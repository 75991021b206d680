import type { Alert } from '../src/domain/alert';
import { IpReportBuilder } from '../src/domain/ip-report';
import { type Measure, median } from './measure';

const rounds = 5;

/** Laying out the addresses of many alerts, against merely parsing the JSON they came in. */
export async function ipReport(): Promise<Measure[]> {
  const { parseMs, reportMs, rows } = measureIpReport();
  const base = { what: 'JSON.parse', value: parseMs };
  return [
    { what: 'report of 10,000 alerts, 100,000 evidence', value: reportMs, unit: 'ms', base },
    { what: 'different addresses in it', value: rows, unit: 'rows' },
  ];
}

/** Medians of a few rounds over the same bytes. */
export function measureIpReport() {
  const bytes = JSON.stringify(manyAlerts(10_000, 10));
  const parsing: number[] = [];
  const reporting: number[] = [];
  let rows = 0;
  for (let round = 0; round < rounds; round += 1) {
    const begun = performance.now();
    const alerts: Alert[] = JSON.parse(bytes);
    const parsed = performance.now();
    const report = new IpReportBuilder([{ cidr: '10.0.0.0/8', name: 'Corporate' }]);
    report.add(alerts);
    rows = report.build().rows.length;
    parsing.push(parsed - begun);
    reporting.push(performance.now() - parsed);
  }
  return { parseMs: median(parsing), reportMs: median(reporting), rows };
}

/** Alerts with so many pieces of evidence each; one piece in five is a process. */
export function manyAlerts(count: number, evidenceEach: number): Alert[] {
  return Array.from({ length: count }, (_, number) => ({
    id: `da${number}`,
    title: `Suspicious connection ${number % 50}`,
    severity: 'high',
    incidentId: String(number % 400),
    createdAt: new Date(1_700_000_000_000 + number * 1000).toISOString(),
    machine: { id: String(number % 300).padStart(40, '0'), name: `ws-${number % 300}` },
    evidence: Array.from({ length: evidenceEach }, (_, at) => ({
      kind: at % 5 === 4 ? 'Process' : 'Ip',
      address: at % 5 === 4 ? null : anAddress(number * evidenceEach + at),
      verdict: 'Suspicious',
      seenAt: new Date(1_700_000_000_000 + number * 1000 + at).toISOString(),
    })),
  }));
}

// A few come often and most come seldom, one in ten is IPv6, as in life.
function anAddress(number: number): string {
  const which = number % 3 === 0 ? number % 40 : (number * 7919) % 20_000;
  if (which % 10 === 0) return `2001:db8::${which.toString(16)}`;
  return `198.51.${Math.floor(which / 256) % 256}.${which % 256}`;
}
