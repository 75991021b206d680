import { z } from 'zod';
import { payloadPath } from './payload-path';

const Moment = z.iso.datetime().describe('UTC, ISO 8601');
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const Sha512 = z.string().regex(/^[0-9a-f]{128}$/);

const Somebody = z.object({
  objectId: z.string().min(1).describe('Entra object id: who it is'),
  name: z.string().describe('for reading only'),
  userPrincipalName: z.string().optional(),
  tenantId: z.string().optional(),
});

/** Metadata of a package. Text from machines and people is stored unchanged. */
const Facts = z.object({
  collectionId: z.string().min(1).describe('the collection, such as C-7F3K2'),
  packageId: z.string().optional().describe("Bailiff's id of this package"),
  actionId: z.string().min(1).describe("Defender's machine action"),
  machine: z.object({
    id: z.string().min(1).describe("Defender's machine id"),
    name: z.string().optional(),
    os: z.string().optional(),
    lastIp: z.string().optional(),
    lastExternalIp: z.string().optional(),
  }),
  requestedBy: Somebody,
  approvedBy: Somebody.extend({ at: Moment }).optional(),
  adoptedFrom: z
    .string()
    .optional()
    .describe('who had asked Defender, where the collection was running already'),
  reason: z.string().describe('empty when none was given'),
  ticket: z.string().optional(),
  incidentIds: z.array(z.string()).default([]),
  alertIds: z.array(z.string()).default([]),
  times: z.object({
    askedAt: Moment.describe('a person asked'),
    defenderAskedAt: Moment.optional().describe('Bailiff asked Defender'),
    actionCreatedAt: Moment.optional().describe('Defender took it'),
    actionEndedAt: Moment.optional().describe('Defender had the package'),
    downloadStartedAt: Moment.optional(),
    sealedAt: Moment,
  }),
  tool: z.object({ name: z.literal('Bailiff'), version: z.string().min(1) }),
  journal: z
    .object({
      sequence: z.int().positive(),
      hash: Sha256.describe("of the journal's row when the package was sealed"),
    })
    .optional(),
});

/** `collection.json` of a sealed package: the provenance of the evidence. */
export const CollectionRecord = Facts.extend({
  format: z.literal('bailiff-collection/1'),
  payload: z.string().describe('the path of the package inside the bag'),
  size: z.int().nonnegative().describe('bytes of the package'),
  sha256: Sha256,
  sha512: Sha512,
});

/** Metadata that the caller supplies; sealing adds size and hashes. */
export type CollectionFacts = z.input<typeof Facts>;
export type CollectionRecord = z.output<typeof CollectionRecord>;

/** Size and hashes of a payload. */
export interface PayloadDigest {
  readonly size: number;
  readonly sha256: string;
  readonly sha512: string;
}

/** @throws {ZodError} if the facts do not match the schema */
export function collectionRecord(facts: CollectionFacts, payload: PayloadDigest): CollectionRecord {
  const { size, sha256, sha512 } = payload;
  return CollectionRecord.parse({
    format: 'bailiff-collection/1',
    ...facts,
    payload: payloadPath,
    size,
    sha256,
    sha512,
  });
}

/** The JSON schema published as `docs/collection.schema.json`. */
export function collectionJsonSchema(): object {
  return {
    title: "collection.json of Bailiff's sealed packages",
    ...z.toJSONSchema(CollectionRecord, { io: 'input' }),
  };
}

// Bidi, zero-width and C1 control characters: valid in JSON, but they spoof terminals.
const unseen = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** Serialises to indented JSON and escapes invisible characters. */
export function jsonFile(content: object): Buffer {
  const json = JSON.stringify(content, null, 2).replace(
    unseen,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return Buffer.from(`${json}\n`);
}
