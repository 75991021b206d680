import { createHash } from 'node:crypto';
import { caseRecord } from './case-record';
import { type CollectionRecord, jsonFile } from './collection-record';
import { payloadPath } from './payload-path';

/** A tag file, by its path below the bag's root folder. */
export interface BagFile {
  readonly path: string;
  readonly content: Buffer;
}

/** Identifier of the BagIt profile in `docs/bagit-profile.json`; written to bag-info.txt. */
export const profileId = 'urn:uuid:0d3f6f0c-3b7e-4b0a-9a55-1c2f5b8d7a41';

const algorithms = ['sha256', 'sha512'] as const;

/** Builds all files of a bag except its payload, in write order. */
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

/** Holds ids and numbers only. Free text may contain line breaks and goes to collection.json. */
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
