import { isIPv4 } from 'node:net';
import {
  hash,
  type Id,
  idsOf,
  knownAs,
  moment,
  type Node,
  person,
  term,
  tool,
} from './case-parts-record';
import type { CollectionRecord } from './collection-record';

// Namespaces of CASE 1.4 and UCO 1.4. Source: https://caseontology.org/releases/1.4.0 (read 2026-11-30)
const context = {
  'case-investigation': 'https://ontology.caseontology.org/case/investigation/',
  'uco-action': 'https://ontology.unifiedcyberontology.org/uco/action/',
  'uco-core': 'https://ontology.unifiedcyberontology.org/uco/core/',
  'uco-identity': 'https://ontology.unifiedcyberontology.org/uco/identity/',
  'uco-observable': 'https://ontology.unifiedcyberontology.org/uco/observable/',
  'uco-tool': 'https://ontology.unifiedcyberontology.org/uco/tool/',
  'uco-types': 'https://ontology.unifiedcyberontology.org/uco/types/',
  'uco-vocabulary': 'https://ontology.unifiedcyberontology.org/uco/vocabulary/',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
};

/** Describes the collection as a CASE 1.4 document for other forensic tools. */
export function caseRecord(record: CollectionRecord): object {
  const id = idsOf(record.actionId);
  const { approvedBy, requestedBy } = record;
  return {
    '@context': context,
    '@graph': [
      person(requestedBy, id('person')),
      ...(approvedBy ? [person(approvedBy, id('approver')), approval(approvedBy, id)] : []),
      tool(record.tool, id('tool')),
      tool({ name: 'Microsoft Defender for Endpoint' }, id('defender')),
      ...machine(record.machine, id),
      file(record, id),
      defenderAction(record, id),
      collection(record, id),
      exhibit(record, id),
    ],
  };
}

/** The machine, its operating system and addresses, as Defender knew them. */
function machine(
  { id: machineId, lastExternalIp, lastIp, name, os }: CollectionRecord['machine'],
  id: Id,
): Node[] {
  const addresses = [lastIp, lastExternalIp].filter((ip) => ip !== undefined);
  return [
    {
      '@id': id('machine'),
      '@type': 'uco-observable:ObservableObject',
      'uco-core:name': name || machineId,
      ...knownAs(id('machine'), 'Microsoft Defender device id', machineId),
      ...(name && {
        'uco-core:hasFacet': [
          {
            '@id': id('computer facet'),
            '@type': 'uco-observable:ComputerSpecificationFacet',
            'uco-observable:hostname': name,
          },
        ],
      }),
    },
    ...(os
      ? [
          { '@id': id('os'), '@type': 'uco-observable:OperatingSystem', 'uco-core:name': os },
          characterizes('os', id),
        ]
      : []),
    ...[...new Set(addresses)].flatMap((ip) => [
      address(ip, id),
      characterizes(`address ${ip}`, id),
    ]),
  ];
}

function address(ip: string, id: Id): Node {
  const kind = isIPv4(ip) ? 'IPv4Address' : 'IPv6Address';
  return {
    '@id': id(`address ${ip}`),
    '@type': `uco-observable:${kind}`,
    'uco-core:hasFacet': [
      {
        '@id': id(`facet of address ${ip}`),
        '@type': `uco-observable:${kind}Facet`,
        'uco-observable:addressValue': ip,
      },
    ],
  };
}

function characterizes(part: string, id: Id): Node {
  return {
    '@id': id(`relationship to ${part}`),
    '@type': 'uco-observable:ObservableRelationship',
    'uco-core:source': { '@id': id(part) },
    'uco-core:target': { '@id': id('machine') },
    'uco-core:kindOfRelationship': term('ObservableObjectRelationshipVocab', 'Characterizes'),
    'uco-core:isDirectional': true,
  };
}

function file(record: CollectionRecord, id: Id): Node {
  const size = { '@type': 'xsd:integer', '@value': String(record.size) };
  return {
    '@id': id('file'),
    '@type': 'uco-observable:ObservableObject',
    'uco-core:hasFacet': [
      {
        '@id': id('file facet'),
        '@type': 'uco-observable:FileFacet',
        'uco-observable:fileName': record.payload.split('/').at(-1),
        'uco-observable:filePath': record.payload,
        'uco-observable:isDirectory': false,
        'uco-observable:sizeInBytes': size,
      },
      {
        '@id': id('content facet'),
        '@type': 'uco-observable:ContentDataFacet',
        'uco-observable:mimeType': 'application/zip',
        'uco-observable:sizeInBytes': size,
        'uco-observable:hash': [
          hash(id('sha256'), 'SHA256', record.sha256),
          hash(id('sha512'), 'SHA512', record.sha512),
        ],
      },
    ],
  };
}

function approval({ at }: { at: string }, id: Id): Node {
  return {
    '@id': id('approval'),
    '@type': 'case-investigation:InvestigativeAction',
    'uco-core:name': 'Approve the collection',
    'uco-action:startTime': moment(at),
    'uco-action:endTime': moment(at),
    'uco-action:performer': { '@id': id('approver') },
    'uco-action:object': [{ '@id': id('machine') }],
  };
}

/** What Defender did on the machine; what is around it is Bailiff's own action. */
function defenderAction(record: CollectionRecord, id: Id): Node {
  const { actionCreatedAt, actionEndedAt, defenderAskedAt } = record.times;
  const begun = actionCreatedAt ?? defenderAskedAt;
  return {
    '@id': id('defender action'),
    '@type': 'case-investigation:InvestigativeAction',
    'uco-core:name': 'Machine action CollectInvestigationPackage',
    ...knownAs(id('defender action'), 'Microsoft Defender machine action', record.actionId),
    ...(begun && { 'uco-action:startTime': moment(begun) }),
    ...(actionEndedAt && { 'uco-action:endTime': moment(actionEndedAt) }),
    'uco-action:instrument': [{ '@id': id('defender') }],
    'uco-action:object': [{ '@id': id('machine') }],
    'uco-action:result': [{ '@id': id('file') }],
    ...(record.approvedBy && { 'case-investigation:wasInformedBy': [{ '@id': id('approval') }] }),
  };
}

function collection(record: CollectionRecord, id: Id): Node {
  return {
    '@id': id('action'),
    '@type': 'case-investigation:InvestigativeAction',
    'uco-core:name': 'Collect investigation package',
    ...(record.reason && { 'uco-core:description': record.reason }),
    'uco-action:startTime': moment(record.times.askedAt),
    'uco-action:endTime': moment(record.times.sealedAt),
    'uco-action:performer': { '@id': id('person') },
    'uco-action:instrument': [{ '@id': id('tool') }],
    'uco-action:object': [{ '@id': id('machine') }],
    'uco-action:result': [{ '@id': id('file') }, { '@id': id('exhibit') }],
    'uco-action:subaction': [
      ...(record.approvedBy ? [{ '@id': id('approval') }] : []),
      { '@id': id('defender action') },
    ],
    'case-investigation:wasInformedBy': [{ '@id': id('defender action') }],
  };
}

/** Connects the file with the actions, and with the journal's entry of its seal. */
function exhibit(record: CollectionRecord, id: Id): Node {
  const { journal } = record;
  return {
    '@id': id('exhibit'),
    '@type': 'case-investigation:ProvenanceRecord',
    'uco-core:description': `Investigation package of collection ${record.collectionId}`,
    'case-investigation:exhibitNumber': record.packageId ?? record.collectionId,
    'uco-core:object': [
      { '@id': id('file') },
      { '@id': id('defender action') },
      { '@id': id('action') },
    ],
    ...(journal &&
      knownAs(
        id('exhibit'),
        'Bailiff audit journal, <entry>:<sha256>',
        `${journal.sequence}:${journal.hash}`,
      )),
  };
}
