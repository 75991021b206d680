import type { Connection, IpRow } from '../domain/ip-row';
import type { StoredReport } from '../domain/stored-report';
import { clean } from '../domain/text';
import {
  addressType,
  idByContent,
  type Json,
  observableId,
  ourId,
  type StixObject,
} from './stix-ids';

/** Autonomous systems, countries and connections of a report as STIX objects. */

/** `autonomous-system--…` */
export function systemId(number: number): string {
  return idByContent('autonomous-system', { number });
}

// A country is the same object in every report, so its dates never change.
const since = '2026-11-20T00:00:00.000Z';

/** Each system and country once, and for each address the relationship to its country. */
export function networksIn(
  { id, rows }: Pick<StoredReport, 'id' | 'rows'>,
  common: Json,
): { readonly systems: StixObject[]; readonly places: StixObject[] } {
  const marks = { object_marking_refs: common['object_marking_refs'] };
  const systems = new Map<number, StixObject>();
  const countries = new Map<string, StixObject>();
  const placed: StixObject[] = [];
  for (const { address, network = {} } of rows) {
    const { asn: number, country, owner } = network;
    if (number && !systems.has(number)) {
      const name = owner ? { name: clean(owner, 300) } : {};
      const system = { type: 'autonomous-system', spec_version: '2.1', id: systemId(number) };
      systems.set(number, { ...system, number, ...name, ...marks });
    }
    if (!country) continue;
    const place = ourId('location', `country:${country}`);
    const dates = { created: since, modified: since };
    countries.set(country, { ...common, ...dates, type: 'location', id: place, country });
    placed.push({
      ...common,
      type: 'relationship',
      id: ourId('relationship', `${id}:${address}:located-at:${country}`),
      ...{ relationship_type: 'located-at', source_ref: observableId(address), target_ref: place },
    });
  }
  return { systems: [...systems.values()], places: [...countries.values(), ...placed] };
}

/** Connections whose both ends are addresses of the report. */
export function trafficIn(rows: readonly IpRow[], common: Json): StixObject[] {
  const known = new Set(rows.map(({ address }) => address));
  const found = rows.flatMap(({ address, connections = [] }) =>
    connections
      .filter(({ source }) => known.has(source))
      .map((connection) => trafficOf(address, connection, common)),
  );
  return [...new Map(found.map((one) => [one.id, one])).values()];
}

function trafficOf(destination: string, connection: Connection, common: Json) {
  const { destinationPort, protocol, source, sourcePort } = connection;
  // From the outermost to the innermost, as the specification asks.
  const protocols = [
    addressType(destination).replace('-addr', ''),
    ...(protocol && !/^ip(?:v[46])?$/.test(protocol) ? [protocol] : []),
  ];
  const content = {
    src_ref: observableId(source),
    dst_ref: observableId(destination),
    ...(sourcePort && { src_port: sourcePort }),
    ...(destinationPort && { dst_port: destinationPort }),
    protocols,
  };
  return {
    type: 'network-traffic',
    spec_version: '2.1',
    id: idByContent('network-traffic', content),
    ...content,
    object_marking_refs: common['object_marking_refs'],
  };
}
