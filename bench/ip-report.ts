import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { alertShape } from '../src/defender/mde-alert';
import { pageOf } from '../src/defender/odata';
import { rankOf } from '../src/domain/ip-rank';
import { IpReportBuilder } from '../src/domain/ip-report';
import { type Measure, median } from './measure';

const scheduledJobs = 7;
const alertsPerPage = 500;

/** From Defender's bytes to the report of many alerts, compared with merely parsing the JSON. */
export async function ipReport(): Promise<Measure[]> {
  const { parseMs, extractMs, megabytes, rows } = measureIpReport();
  const base = { what: 'JSON.parse', value: parseMs };
  return [
    {
      what: '10,000 alerts, 100,000 evidence: parsed pages to a report',
      value: extractMs,
      unit: 'ms',
      base,
      aim: '≤ 1.3×',
    },
    { what: 'with the parsing itself', value: parseMs + extractMs, unit: 'ms', base },
    { what: 'bytes of these pages', value: megabytes, unit: 'MB' },
    { what: 'different addresses in it', value: rows, unit: 'rows' },
  ];
}

/**
 * Medians of several runs over the same bytes: parsing and validating as the client does, then
 * building the report.
 */
export function measureIpReport() {
  const pages = manyAlerts(10_000, 10);
  const shape = pageOf(alertShape('https://security.microsoft.com'));
  const parsing: number[] = [];
  const extracting: number[] = [];
  let rows = 0;
  for (let round = 0; round < scheduledJobs; round += 1) {
    const report = new IpReportBuilder([{ cidr: '10.0.0.0/8', name: 'Corporate' }]);
    let [parseMs, extractMs] = [0, 0];
    for (const bytes of pages) {
      const begun = performance.now();
      const said: unknown = JSON.parse(bytes);
      const parsed = performance.now();
      report.add(shape.parse(said).items.map(({ alert }) => alert));
      parseMs += parsed - begun;
      extractMs += performance.now() - parsed;
    }
    const begun = performance.now();
    rows = [...report.take()].map(rankOf).length;
    parsing.push(parseMs);
    extracting.push(extractMs + performance.now() - begun);
  }
  const megabytes = pages.reduce((total, { length }) => total + length, 0) / 1e6;
  return { parseMs: median(parsing), extractMs: median(extracting), megabytes, rows };
}

// Every piece of evidence has all keys, most of them null, as in Defender's answers.
const fixture = join(__dirname, '../test/fixtures/defender/alert-many-evidence.json');
const { evidence: samples, ...sample } = JSON.parse(readFileSync(fixture, 'utf8')) as {
  evidence: readonly Record<string, unknown>[];
};
const ip = samples.find(({ entityType }) => entityType === 'Ip');
const other = samples.find(({ entityType }) => entityType === 'Process');

/** Pages of alerts with so many pieces of evidence each; one piece in five is a process. */
function manyAlerts(count: number, evidenceEach: number): string[] {
  const alerts = Array.from({ length: count }, (_, number) => ({
    ...sample,
    id: `da${number}`,
    title: `Suspicious connection ${number % 50}`,
    incidentId: number % 400,
    alertCreationTime: moment(number * 1000),
    machineId: String(number % 300).padStart(40, '0'),
    computerDnsName: `ws-${number % 300}`,
    evidence: Array.from({ length: evidenceEach }, (_, at) => ({
      ...(at % 5 === 4 ? other : { ...ip, ipAddress: anAddress(number * evidenceEach + at) }),
      evidenceCreationTime: moment(number * 1000 + at),
    })),
  }));
  return Array.from({ length: count / alertsPerPage }, (_, page) =>
    JSON.stringify({ value: alerts.slice(page * alertsPerPage, (page + 1) * alertsPerPage) }),
  );
}

function moment(ms: number): string {
  return new Date(1_700_000_000_000 + ms).toISOString();
}

// A few addresses are frequent and most are rare, one in ten is IPv6, as in real data.
function anAddress(number: number): string {
  const which = number % 3 === 0 ? number % 40 : (number * 7919) % 20_000;
  if (which % 10 === 0) return `2001:db8::${which.toString(16)}`;
  return `198.51.${Math.floor(which / 256) % 256}.${which % 256}`;
}
