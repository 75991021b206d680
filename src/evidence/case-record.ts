import { v5 } from 'uuid';
import type { CollectionRecord } from './collection-record';

// Namespaces of CASE 1.4 and UCO 1.4. Source: https://caseontology.org/releases/1.4.0 (read 2026-11-20)
const context = {
  'case-investigation': 'https://ontology.caseontology.org/case/investigation/',
  'uco-action': 'https://ontology.unifiedcyberontology.org/uco/action/',
  'uco-core': 'https://ontology.unifiedcyberontology.org/uco/core/',
  'uco-identity': 'https://ontology.unifiedcyberontology.org/uco/identity/',
  'uco-observable': 'https://ontology.unifiedcyberontology.org/uco/observable/',
  'uco-tool': 'https://ontology.unifiedcyberontology.org/uco/tool/',
  'uco-types': 'https://ontology.unifiedcyberontology.org/uco/types/',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
};

// Namespace of the UUIDv5 ids: the same package always gets the same ids.
const namespace = '3c1b6e0a-5f0d-4c83-9d0b-6a2f7f0e51d7';

interface Node {
  readonly '@id': string;
  readonly '@type': string;
  readonly [property: string]: unknown;
}

/** Describes the collection as a CASE 1.4 document for other forensic tools. */
export function caseRecord(record: CollectionRecord): object {
  const id = (what: string) => `urn:uuid:${v5(`${record.actionId} ${what}`, namespace)}`;
  const ids: Ids = {
    ...{ person: id('person'), tool: id('tool'), machine: id('machine') },
    ...{ file: id('file'), action: id('action'), exhibit: id('exhibit') },
    ...{ fileFacet: id('file facet'), contentFacet: id('content facet') },
    ...{ sha256: id('sha256'), sha512: id('sha512') },
  };
  const nodes = [
    person(record, ids),
    tool(record, ids),
    machine(record, ids),
    file(record, ids),
    exhibit(record, ids),
    action(record, ids),
  ];
  return { '@context': context, '@graph': nodes };
}

type Part =
  | 'person'
  | 'tool'
  | 'machine'
  | 'file'
  | 'action'
  | 'exhibit'
  | 'fileFacet'
  | 'contentFacet'
  | 'sha256'
  | 'sha512';
type Ids = Readonly<Record<Part, string>>;

function person({ requestedBy }: CollectionRecord, ids: Ids): Node {
  return {
    '@id': ids.person,
    '@type': 'uco-identity:Person',
    'uco-core:name': requestedBy.name,
    'uco-core:description': `Entra object id ${requestedBy.objectId}`,
  };
}

function tool(record: CollectionRecord, ids: Ids): Node {
  return {
    '@id': ids.tool,
    '@type': 'uco-tool:Tool',
    'uco-core:name': record.tool.name,
    'uco-tool:version': record.tool.version,
  };
}

function machine(record: CollectionRecord, ids: Ids): Node {
  return {
    '@id': ids.machine,
    '@type': 'uco-observable:ObservableObject',
    'uco-core:name': record.machine.name || record.machine.id,
    'uco-core:description': `Machine ${record.machine.id} in Microsoft Defender`,
  };
}

function file(record: CollectionRecord, ids: Ids): Node {
  const size = { '@type': 'xsd:integer', '@value': String(record.size) };
  return {
    '@id': ids.file,
    '@type': 'uco-observable:ObservableObject',
    'uco-core:hasFacet': [
      {
        '@id': ids.fileFacet,
        '@type': 'uco-observable:FileFacet',
        'uco-observable:fileName': record.payload.split('/').at(-1),
        'uco-observable:filePath': record.payload,
        'uco-observable:isDirectory': false,
        'uco-observable:sizeInBytes': size,
      },
      {
        '@id': ids.contentFacet,
        '@type': 'uco-observable:ContentDataFacet',
        'uco-observable:mimeType': 'application/zip',
        'uco-observable:sizeInBytes': size,
        'uco-observable:hash': [
          hash(ids.sha256, 'SHA256', record.sha256),
          hash(ids.sha512, 'SHA512', record.sha512),
        ],
      },
    ],
  };
}

function hash(id: string, method: string, value: string): Node {
  return {
    '@id': id,
    '@type': 'uco-types:Hash',
    'uco-types:hashMethod': { '@type': 'xsd:string', '@value': method },
    'uco-types:hashValue': { '@type': 'xsd:hexBinary', '@value': value },
  };
}

function exhibit(record: CollectionRecord, ids: Ids): Node {
  return {
    '@id': ids.exhibit,
    '@type': 'case-investigation:ProvenanceRecord',
    'uco-core:description': `Investigation package of collection ${record.collectionId}`,
    'case-investigation:exhibitNumber': record.packageId ?? record.collectionId,
    'uco-core:object': [{ '@id': ids.file }],
  };
}

function action(record: CollectionRecord, ids: Ids): Node {
  const { defenderAskedAt, askedAt, sealedAt } = record.times;
  return {
    '@id': ids.action,
    '@type': 'case-investigation:InvestigativeAction',
    'uco-core:name': 'Collect investigation package',
    ...(record.reason && { 'uco-core:description': record.reason }),
    'uco-action:startTime': moment(defenderAskedAt ?? askedAt),
    'uco-action:endTime': moment(sealedAt),
    'uco-action:performer': { '@id': ids.person },
    'uco-action:instrument': [{ '@id': ids.tool }],
    'uco-action:object': [{ '@id': ids.machine }],
    'uco-action:result': [{ '@id': ids.file }, { '@id': ids.exhibit }],
  };
}

function moment(at: string): object {
  return { '@type': 'xsd:dateTime', '@value': at };
}
