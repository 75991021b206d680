import { v5 } from 'uuid';

// Namespace of the UUIDv5 ids: the same package always gets the same ids.
const namespace = '3c1b6e0a-5f0d-4c83-9d0b-6a2f7f0e51d7';

export interface Node {
  readonly '@id': string;
  readonly '@type': string;
  readonly [property: string]: unknown;
}

/** Makes the id of one part; the same part of the same package always has the same. */
export type Id = (part: string) => string;

/** Returns the ids of the parts of one package, by Defender's action. */
export function idsOf(actionId: string): Id {
  return (part) => `urn:uuid:${v5(`${actionId} ${part}`, namespace)}`;
}

export function person({ name, objectId }: { name: string; objectId: string }, id: string): Node {
  return {
    '@id': id,
    '@type': 'uco-identity:Person',
    'uco-core:name': name,
    ...knownAs(id, 'Entra object id', objectId),
  };
}

export function tool({ name, version }: { name: string; version?: string }, id: string): Node {
  return {
    '@id': id,
    '@type': 'uco-tool:Tool',
    'uco-core:name': name,
    ...(version && { 'uco-tool:version': version }),
  };
}

export function hash(id: string, method: 'SHA256' | 'SHA512', value: string): Node {
  return {
    '@id': id,
    '@type': 'uco-types:Hash',
    'uco-types:hashMethod': term('HashNameVocab', method),
    'uco-types:hashValue': { '@type': 'xsd:hexBinary', '@value': value },
  };
}

/** How another system knows it. */
export function knownAs(id: string, context: string, identifier: string): object {
  return {
    'uco-core:externalReference': [
      {
        '@id': `urn:uuid:${v5(`${id} ${context}`, namespace)}`,
        '@type': 'uco-core:ExternalReference',
        'uco-core:definingContext': context,
        'uco-core:externalIdentifier': identifier,
      },
    ],
  };
}

/** A word of a UCO vocabulary. */
export function term(vocabulary: string, word: string): object {
  return { '@type': `uco-vocabulary:${vocabulary}`, '@value': word };
}

export function moment(at: string): object {
  return { '@type': 'xsd:dateTime', '@value': at };
}
