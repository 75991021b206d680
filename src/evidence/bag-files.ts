import { createHash } from 'node:crypto';
import { caseRecord } from './case-record';
import { type CollectionRecord, jsonFile, payloadPath } from './collection-record';

/** A small file of a bag, by its path below the bag's folder. */
export interface BagFile {
  readonly path: string;
  readonly content: Buffer;
}

/** Names our rules in bag-info.txt; they stand in `docs/bagit-profile.json`. */
export const profileId = 'urn:uuid:0d3f6f0c-3b7e-4b0a-9a55-1c2f5b8d7a41';

const algorithms = ['sha256', 'sha512'] as const;

/** Everything of a bag besides its payload, in the order it is written. */
export function bagFiles(record: CollectionRecord): BagFile[] {
  const tags = [
    text('bagit.txt', ['BagIt-Version: 1.0', 'Tag-File-Character-Encoding: UTF-8']),
    text('bag-info.txt', bagInfo(record)),
    ...algorithms.map((algorithm) =>
      text(`manifest-${algorithm}.txt`, [`${record[algorithm]}  ${payloadPath}`]),
    ),
    { path: 'collection.json', content: jsonFile(record) },
    { path: 'case.jsonld', content: jsonFile(caseRecord(record)) },
  ];
  return [...tags, ...algorithms.map((algorithm) => tagManifest(algorithm, tags))];
}

/** Ids and numbers only: free text could carry a line break, and stands in collection.json. */
function bagInfo({ tool, times, size, actionId, collectionId }: CollectionRecord): string[] {
  return [
    `Bag-Software-Agent: ${oneLine(`${tool.name} ${tool.version}`)}`,
    `BagIt-Profile-Identifier: ${profileId}`,
    `Bagging-Date: ${times.sealedAt.slice(0, 10)}`,
    `External-Identifier: ${oneLine(actionId)}`,
    `Internal-Sender-Identifier: ${oneLine(collectionId)}`,
    `Payload-Oxum: ${size}.1`,
  ];
}

function oneLine(value: string): string {
  if (!/^[\x20-\x7e]+$/.test(value))
    throw new Error(`not fit for a line of bag-info.txt: ${JSON.stringify(value)}`);
  return value;
}

function tagManifest(algorithm: string, tags: readonly BagFile[]): BagFile {
  return text(
    `tagmanifest-${algorithm}.txt`,
    tags.map(
      ({ path, content }) => `${createHash(algorithm).update(content).digest('hex')}  ${path}`,
    ),
  );
}

function text(path: string, lines: readonly string[]): BagFile {
  return { path, content: Buffer.from(lines.map((line) => `${line}\n`).join('')) };
}
