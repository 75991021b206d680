import { get, simulatorForTests, values } from '../simulator/visitor';
import { type Claim, typeFaults } from './type-check';

const world = simulatorForTests();
const types = "import type * as Graph from '@microsoft/microsoft-graph-types';";

type Row = Readonly<Record<string, unknown>>;

/**
 * Documented properties that the types of this version lack.
 * Sources: https://learn.microsoft.com/graph/api/resources/security-alert, …/security-incident and
 * …/security-deviceevidence (read 2026-11-30)
 */
const documentedOnly = new Set(['investigationState', 'priorityScore', 'resourceAccessEvents']);

/** A type that Graph has not invented yet: the product must not stumble over it. */
const invented = '#microsoft.graph.security.someFutureEvidence';

/** Without the annotations of OData, which no published type has. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !name.includes('@odata') && !documentedOnly.has(name))
      .map(([name, inner]) => [name, plain(inner)]),
  );
}

/** `#microsoft.graph.security.ipEvidence` as the name of its published type. */
function typeOf(evidence: Row): string {
  const name = String(evidence['@odata.type']).split('.').at(-1)!;
  return `Graph.SecurityNamespace.${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

function claimsOf(name: string, { evidence, ...alert }: Row): Claim[] {
  return [
    { name, type: 'Graph.SecurityNamespace.Alert', value: plain(alert) },
    ...(evidence as Row[])
      .filter((one) => one['@odata.type'] !== invented)
      .map((one, at) => ({
        name: `${name} evidence ${at} ${typeOf(one)}`,
        type: typeOf(one),
        value: plain(one),
      })),
  ];
}

describe('the simulated Graph', () => {
  it('answers with incidents, alerts and evidence of the published types', async () => {
    const { url } = world.simulator;
    const incidents = values(await get(`${url}/v1.0/security/incidents?$expand=alerts`));
    const alerts = values(await get(`${url}/v1.0/security/alerts_v2`));

    const claims = [
      ...incidents.flatMap(({ alerts: own, ...incident }): Claim[] => [
        {
          name: `incident ${incident['id']}`,
          type: 'Graph.SecurityNamespace.Incident',
          value: plain(incident),
        },
        ...(own as Row[]).flatMap((alert) => claimsOf(`alert ${alert['id']}`, alert)),
      ]),
      ...alerts.flatMap((alert) => claimsOf(`alert ${alert['id']}`, alert)),
    ];

    expect(claims.length).toBeGreaterThan(100);
    expect(typeFaults(types, claims)).toEqual([]);
  });

  it('would be told from a property that the type does not have', () => {
    const value = { id: '1', displayName: 'x', colour: 'red' };

    expect(
      typeFaults(types, [{ name: 'x', type: 'Graph.SecurityNamespace.Incident', value }]),
    ).toEqual([expect.stringContaining('colour')]);
  });
});
