import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startSimulator } from '../../simulator/simulator';
import { evidenceOf } from '../../src/defender/evidence';
import { isKnownEvidenceType } from '../../src/domain/evidence-types';
import { defenderAt } from '../support/defender';
import { ipReport } from '../support/ip-report';
import { type Leaf, publishedEvidence } from './published-types';
import { withoutAddress } from './without-address';

const sample = '203.0.113.7';

/** An object of a type with one string in it, at the end of a path. */
function only(type: string, path: readonly string[], value: string): Record<string, unknown> {
  const nested = path.reduceRight<unknown>((inside, name) => ({ [name]: inside }), value);
  const name = type.charAt(0).toLowerCase() + type.slice(1);
  return { ...(nested as object), '@odata.type': `#microsoft.graph.security.${name}` };
}

function addressesIn(row: Record<string, unknown>): unknown[] {
  const { address, addresses = [], ranges = [] } = evidenceOf(row);
  return [address, ...addresses.map(({ value }) => value), ...ranges].filter(Boolean);
}

describe.each(['microsoft-graph-types', 'microsoft-graph-types-beta'])('%s', (name) => {
  const types = publishedEvidence(name);

  it('has no evidence type that was not reviewed for addresses', () => {
    const kinds = [...types.keys()].map((type) => evidenceOf(only(type, ['x'], '')).kind);

    expect(types.size).toBeGreaterThan(40);
    expect(kinds.filter((kind) => !isKnownEvidenceType(kind))).toEqual([]);
  });

  it('has no string that can hold an address and is not read', () => {
    const missed = [...types].flatMap(([type, leaves]) =>
      leaves.filter(({ path }) => !addressesIn(only(type, path, sample)).includes(sample)),
    );

    const names = [...new Set(missed.map(({ declared }: Leaf) => declared))];
    expect(names.filter((one) => !withoutAddress.includes(one)).toSorted()).toEqual([]);
  });

  it('has URLs and command lines whose literal addresses are read', () => {
    const urls = [...types].flatMap(([type, leaves]) =>
      leaves
        .filter(({ path }) => /url/i.test(path.at(-1)!))
        .map(({ path }) => [type, path] as const),
    );
    const commands = [...types].flatMap(([type, leaves]) =>
      leaves
        .filter(({ path }) => /^(processCommandLine|command|args)$/.test(path.at(-1)!))
        .map(({ path }) => [type, path] as const),
    );

    expect(urls.length).toBeGreaterThan(5);
    expect(commands.length).toBeGreaterThan(2);
    for (const [type, path] of urls)
      expect(addressesIn(only(type, path, `http://${sample}:8080/a?b`))).toEqual([sample]);
    for (const [type, path] of commands)
      expect(addressesIn(only(type, path, `curl -s http://${sample}/a`))).toEqual([sample]);
  });
});

describe('the documented examples of MDE and XDR', () => {
  const example = (name: string) =>
    JSON.parse(readFileSync(join(__dirname, `../fixtures/defender/${name}.json`), 'utf8'));
  const objects: [string, Record<string, unknown>][] = [
    ...example('alert-many-evidence').evidence,
    ...example('incident-xdr').alerts.flatMap((alert: { entities: object[] }) => alert.entities),
  ].map((row) => [row.entityType, row]);

  it.each(objects)(
    'have no string in %s evidence that can hold an address and is not read',
    (_, row) => {
      const strings = Object.keys(row).filter(
        (name) => row[name] === null || typeof row[name] === 'string',
      );
      const missed = strings.filter(
        (name) => !addressesIn({ entityType: row['entityType'], [name]: sample }).includes(sample),
      );

      expect(missed.filter((one) => !withoutAddress.includes(`Mde.${one}`))).toEqual([]);
    },
  );
});

describe('a published case of nested addresses', () => {
  it('yields every address through the simulated Graph', async () => {
    const { evidence, expected } = JSON.parse(
      readFileSync(join(__dirname, '../fixtures/cases/06-graph-nested-ip-evidence.json'), 'utf8'),
    ) as { evidence: Record<string, unknown>[]; expected: string[] };
    const simulator = await startSimulator();
    try {
      const typed = evidence.map(({ '@odata.type': type, ...fields }) => ({
        kind: 'Typed' as const,
        type: String(type).split('.').at(-1)!,
        fields,
      }));
      const { incident } = simulator.addIncident({
        alerts: [{ title: 'Nested', evidence: typed }],
      });
      const { defender } = defenderAt(simulator.url, { incidentSource: 'graph' });

      const read = await defender.incident(String(incident.id));

      const report = ipReport(read!.alerts);
      expect(report.rows.map(({ address }) => address).toSorted()).toEqual(expected.toSorted());
      expect(report.totals).toMatchObject({ unread: 0, unparsed: { values: 0 }, newTypes: [] });
      expect(report.rows.find(({ address }) => address === '62.216.203.204')).toMatchObject({
        kinds: ['NetworkConnection'],
        roles: ['destination'],
      });
    } finally {
      await simulator.close();
    }
  });

  it('names values that are not addresses and evidence types that are new', () => {
    const junk = { '@odata.type': '#x.dnsEvidence', dnsServerIp: { ipAddress: 'n/a' } };
    const future = { '@odata.type': '#x.quantumLinkEvidence', farEnd: { ipAddress: sample } };
    const alert = { id: 'a', title: '', severity: 'low', createdAt: '' } as const;

    const { rows, totals } = ipReport([{ ...alert, evidence: [junk, future].map(evidenceOf) }]);

    expect(rows).toMatchObject([{ address: sample, roles: ['farEnd'] }]);
    expect(totals).toMatchObject({
      newTypes: ['QuantumLink'],
      unparsed: { values: 1, listed: [{ value: 'n/a', types: ['Dns'] }] },
    });
  });
});
