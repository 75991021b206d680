import canonicalize from 'canonicalize';
import { z } from 'zod';
import type { JournalLink, Log, SealedBag, Seals } from '../ports';
import type { Checkpoints } from './checkpoints';
import { openEnvelope, signEnvelope } from './dsse';
import type { CheckpointStore } from './published';
import type { SigningKey } from './signing-key';

export const statementType = 'application/vnd.in-toto+json';
/** Names the form of the predicate: `collection.json` as it is in the bag. */
export const predicateType = 'urn:uuid:6a1e3f5c-9b1d-4f0e-8c53-2d7a90b4c1ee';
const receiptType = 'application/vnd.bailiff.receipt+json';

const digest = z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) });
const Statement = z.object({
  _type: z.literal('https://in-toto.io/Statement/v1'),
  subject: z.tuple([
    z.object({ name: z.string(), digest }),
    z.object({ name: z.string(), digest }),
  ]),
  predicateType: z.literal(predicateType),
  predicate: z.object({
    collectionId: z.string(),
    journal: z.object({ sequence: z.int().positive(), hash: z.string() }).optional(),
  }),
});

/** A verified statement about one bag. */
export interface BagStatement {
  readonly key: string;
  readonly file: string;
  readonly bagSha256: string;
  readonly packageSha256: string;
  readonly journal?: JournalLink | undefined;
}

/** File names beside a bag. */
export function besideBag(file: string, kind: 'dsse' | 'proof'): string {
  return `${file.replace(/\.zip$/, '')}.${kind}.json`;
}

/** Signs what was sealed, and proves that the journal has it. */
export class JournalSeals implements Seals {
  constructor(
    private readonly parts: {
      readonly key: SigningKey;
      readonly checkpoints: Pick<Checkpoints, 'prove'>;
      readonly outside: CheckpointStore;
      readonly log: Log;
      /** Called with the file of each new statement. */
      readonly onSigned?: ((file: string) => void) | undefined;
    },
  ) {}

  async attest(sealed: SealedBag): Promise<void> {
    const { checkpoints, key, log, onSigned, outside } = this.parts;
    const envelope = signEnvelope(statementType, statementOf(sealed), key);
    const file = besideBag(sealed.file, 'dsse');
    await outside.note(file, envelope);
    onSigned?.(file);
    const { journal } = sealed.record;
    if (!journal) return;
    // A journal that was tampered with must not stop collections: `journal verify` reports it.
    const proof = await checkpoints.prove(journal).catch((error: unknown) => {
      log.error({ error, file: sealed.file }, 'inclusion proof failed');
    });
    if (proof) await outside.note(besideBag(sealed.file, 'proof'), `${canonicalize(proof)!}\n`);
  }

  receipt(content: object): string {
    return signEnvelope(receiptType, Buffer.from(canonicalize(content)!), this.parts.key);
  }
}

/** Reads the statement beside a bag; undefined if it is malformed or its signature is not valid. */
export function readStatement(text: string): BagStatement | undefined {
  const envelope = openEnvelope(text);
  if (envelope?.payloadType !== statementType) return undefined;
  const read = Statement.safeParse(JSON.parse(envelope.payload.toString('utf8')));
  if (!read.success) return undefined;
  const [bag, payload] = read.data.subject;
  return {
    key: envelope.key,
    file: bag.name,
    bagSha256: bag.digest.sha256,
    packageSha256: payload.digest.sha256,
    journal: read.data.predicate.journal,
  };
}

/** An in-toto statement. Source: https://in-toto.io/Statement/v1 (specification 1.0) */
function statementOf({ bag, file, record }: SealedBag): Buffer {
  const { payload, sha256, sha512 } = record;
  return Buffer.from(
    canonicalize(
      JSON.parse(
        JSON.stringify({
          _type: 'https://in-toto.io/Statement/v1',
          subject: [
            { name: file, digest: { sha256: bag.sha256 } },
            { name: payload, digest: { sha256, sha512 } },
          ],
          predicateType,
          predicate: record,
        }),
      ),
    )!,
  );
}
