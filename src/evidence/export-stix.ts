import { counted } from '../domain/counted';
import { isContext } from '../domain/ip-rank';
import type { IpRow, SeenAlert } from '../domain/ip-row';
import type { StoredReport } from '../domain/stored-report';
import { clean } from '../domain/text';
import { addressType, type Json, observableId, ourId } from './stix-ids';
import { networksIn, systemId, trafficIn } from './stix-network';

/**
 * A report as a STIX 2.1 bundle of observations, without indicators: an address in an alert is often
 * the victim's own.
 *
 * https://docs.oasis-open.org/cti/stix/v2.1/os/stix-v2.1-os.html (2021-06-10)
 */
export function stixOf(report: StoredReport, portal?: string): Buffer {
  return Buffer.from(`${JSON.stringify(bundleOf(report, portal), null, 2)}\n`);
}

/** TLP 2.0 AMBER, as published by FIRST and OASIS. */
const amber = {
  type: 'marking-definition',
  spec_version: '2.1',
  id: 'marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421',
  created: '2022-10-01T00:00:00.000Z',
  name: 'TLP:AMBER',
  extensions: {
    'extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d': {
      extension_type: 'property-extension',
      tlp_2_0: 'amber',
    },
  },
} as const;

/** Marks addresses of the organisation itself, which an importer must not block. */
const ownNetwork = {
  type: 'marking-definition',
  spec_version: '2.1',
  id: ourId('marking-definition', 'own network'),
  created: '2026-11-30T00:00:00.000Z',
  definition_type: 'statement',
  name: 'Own network',
  definition: { statement: "Address of the organisation's own network or machines: do not block." },
} as const;

function isOurs(row: IpRow): boolean {
  return row.own !== undefined || isContext(row);
}

// Source: STIX 2.1, appendix A, scale None/Low/Med/High (2021-06-10)
const confidence: Readonly<Record<string, number>> = { malicious: 85, suspicious: 50 };

function bundleOf(report: StoredReport, portal: string | undefined): Json {
  const identity = identityOf();
  const common = {
    spec_version: '2.1',
    created_by_ref: identity.id,
    created: report.readAt,
    modified: report.readAt,
    object_marking_refs: [amber.id],
  };
  const traffic = trafficIn(report.rows, common);
  const { places, systems } = networksIn(report, common);
  const addresses = report.rows.map(addressOf);
  const observed = alertsIn(report.rows).map((seen) =>
    observedIn(seen, { common, report, portal }),
  );
  // What is referred to comes first: importers resolve references in the order of the bundle.
  const objects = [...systems, ...addresses, ...traffic, ...places, ...observed];
  const hasOwn = report.rows.some(isOurs);
  return {
    type: 'bundle',
    id: ourId('bundle', `bundle ${report.id}`),
    objects: [
      identity,
      amber,
      ...(hasOwn ? [ownNetwork] : []),
      ...objects,
      // A report must refer to at least one object.
      ...(objects.length > 0 ? [reportOf(report, { common, objects, portal })] : []),
    ],
  };
}

function identityOf() {
  return {
    type: 'identity',
    spec_version: '2.1',
    id: ourId('identity', 'Bailiff'),
    created: '2026-11-20T00:00:00.000Z',
    modified: '2026-11-20T00:00:00.000Z',
    name: 'Bailiff',
    description: 'Reads the addresses in alerts of Microsoft Defender.',
    identity_class: 'system',
  } as const;
}

function addressOf(row: IpRow) {
  const { address } = row;
  return {
    type: addressType(address),
    spec_version: '2.1',
    id: observableId(address),
    value: address,
    ...(row.network?.asn && { belongs_to_refs: [systemId(row.network.asn)] }),
    object_marking_refs: isOurs(row) ? [amber.id, ownNetwork.id] : [amber.id],
  } as const;
}

interface Seen {
  readonly alert: SeenAlert;
  readonly addresses: readonly string[];
  /** Of the worst verdict on its addresses. */
  readonly confidence: number;
}

/** Groups the addresses by alert. */
function alertsIn(rows: readonly IpRow[]): Seen[] {
  const found = new Map<string, { alert: SeenAlert; addresses: string[]; confidence: number }>();
  for (const { address, alerts, verdicts } of rows)
    for (const alert of alerts) {
      const seen = found.get(alert.id) ?? { alert, addresses: [], confidence: 0 };
      seen.addresses.push(address);
      const known = verdicts.map((verdict) => confidence[verdict.toLowerCase()] ?? 0);
      seen.confidence = Math.max(seen.confidence, ...known);
      found.set(alert.id, seen);
    }
  return [...found.values()];
}

interface Around {
  readonly common: Json;
  readonly report: StoredReport;
  readonly portal: string | undefined;
}

function observedIn(
  { addresses, alert, confidence: level }: Seen,
  { common, report, portal }: Around,
) {
  const first = instant(alert.firstSeen) ?? report.readAt;
  const last = instant(alert.lastSeen) ?? first;
  return {
    ...common,
    type: 'observed-data',
    id: ourId('observed-data', `observed ${report.id} ${alert.id}`),
    first_observed: first < last ? first : last,
    last_observed: first < last ? last : first,
    number_observed: 1,
    ...(level > 0 && { confidence: level }),
    object_refs: addresses.map(observableId),
    external_references: [
      {
        source_name: 'Microsoft Defender alert',
        external_id: clean(alert.id, 200),
        ...(clean(alert.title, 1000) && { description: clean(alert.title, 1000) }),
        ...page(portal, 'alerts', alert.id),
      },
      ...(alert.incident ? [incidentReference(alert.incident, portal)] : []),
    ],
  };
}

interface NamedMachines {
  readonly common: Json;
  readonly objects: readonly { readonly id: string }[];
  readonly portal: string | undefined;
}

function reportOf(report: StoredReport, { common, objects, portal }: NamedMachines): Json {
  const incidents = [...new Set(report.rows.flatMap((row) => row.incidents))];
  return {
    ...common,
    type: 'report',
    id: ourId('report', `report ${report.id}`),
    name: `IP report ${report.id}`,
    description: `${counted(report.totals.addresses, 'address', 'addresses')} in ${counted(report.totals.alertsRead, 'alert')} of Microsoft Defender, ${spanOf(report)}. Observations, not indicators.`,
    report_types: ['observed-data'],
    published: report.readAt,
    object_refs: objects.map(({ id }) => id),
    ...(incidents.length > 0 && {
      external_references: incidents.map((incident) => incidentReference(incident, portal)),
    }),
  };
}

function spanOf({ of, totals }: StoredReport): string {
  if ('from' in of) return `${of.from} to ${of.to}`;
  return `${instant(totals.firstAlert) ?? '?'} to ${instant(totals.lastAlert) ?? '?'}`;
}

function incidentReference(incident: string, portal?: string): Json {
  return {
    source_name: 'Microsoft Defender incident',
    external_id: clean(incident, 200),
    ...page(portal, 'incidents', incident),
  };
}

function page(portal: string | undefined, kind: 'alerts' | 'incidents', id: string): Json {
  return portal ? { url: `${portal}/${kind}/${encodeURIComponent(id.toWellFormed())}` } : {};
}

/** Defender writes seven digits behind the seconds; STIX takes three. */
function instant(written: string | undefined): string | undefined {
  const at = new Date(written ?? Number.NaN);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
