import { sign, verify } from 'node:crypto';
import canonicalize from 'canonicalize';
import { z } from 'zod';
import type { JournalNote } from '../ports';

import { MerkleTree } from './merkle';
import { keyId, type SigningKey } from './signing-key';

const hex = z.string().regex(/^[0-9a-f]{64}$/);

const Signed = z.object({
  format: z.literal('bailiff-journal-1'),
  kind: z.enum(['checkpoint', 'pruned']),
  /** The last row that is covered; the tree has as many leaves. */
  sequence: z.int().positive(),
  /** That row's hash. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  /** RFC 6962 root over the hashes of all rows from the first on. */
  root: hex,
  /** Roots of the complete subtrees, largest first: enough to go on without the rows. */
  peaks: z.array(hex),
  at: z.iso.datetime(),
  key: z.string(),
  signature: z.string(),
});

/** What was signed about the journal: "up to here it was this", or "up to here it was pruned". */
export type Checkpoint = z.infer<typeof Signed>;

/** Public keys in PEM by their id. */
export type KnownKeys = ReadonlyMap<string, string>;

export interface Covered {
  readonly kind: Checkpoint['kind'];
  readonly tree: MerkleTree;
  readonly hash: string;
  readonly at: Date;
}

export function signCheckpoint({ kind, tree, hash, at }: Covered, key: SigningKey): Checkpoint {
  const said = {
    format: 'bailiff-journal-1' as const,
    kind,
    sequence: tree.size,
    hash,
    root: tree.root(),
    peaks: tree.peakHashes,
    at: at.toISOString(),
    key: key.id,
  };
  const signature = sign(null, Buffer.from(canonicalize(said)!), key.privateKey).toString('base64');
  return { ...said, signature };
}

export function noteOf(checkpoint: Checkpoint): JournalNote {
  const { at, kind, sequence } = checkpoint;
  return { kind, sequence, at: new Date(at), document: canonicalize(checkpoint)! };
}

/** The file of a checkpoint in the evidence store: it sorts by sequence. */
export function fileOf({ kind, sequence }: Pick<Checkpoint, 'kind' | 'sequence'>): string {
  return `journal/${kind}-${String(sequence).padStart(12, '0')}.json`;
}

/** Reads a signed note; nothing when it is not one of ours, was changed, or its key is not known. */
export function readCheckpoint(document: string, keys: KnownKeys): Checkpoint | undefined {
  const read = Signed.safeParse(parsed(document));
  if (!read.success) return undefined;
  const { signature, ...said } = read.data;
  const publicKey = keys.get(said.key);
  if (!publicKey || keyId(publicKey) !== said.key) return undefined;
  const proof = Buffer.from(signature, 'base64');
  return verify(null, Buffer.from(canonicalize(said)!), publicKey, proof) &&
    holdsTogether(read.data)
    ? read.data
    : undefined;
}

/** The tree as it stood at the checkpoint. */
export function treeOf({ sequence, peaks }: Checkpoint): MerkleTree {
  return MerkleTree.resume(sequence, peaks);
}

function holdsTogether(checkpoint: Checkpoint): boolean {
  try {
    return treeOf(checkpoint).root() === checkpoint.root;
  } catch {
    return false;
  }
}

function parsed(document: string): unknown {
  try {
    return JSON.parse(document);
  } catch {
    return undefined;
  }
}
