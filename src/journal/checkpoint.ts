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
  /** Last covered entry; equals the number of leaves. */
  sequence: z.int().positive(),
  /** Hash of that entry. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  /** RFC 6962 root over the hashes of all entries since the first. */
  root: hex,
  /** Roots of the complete subtrees, largest first; the tree resumes from them. */
  peaks: z.array(hex),
  at: z.iso.datetime(),
  key: z.string(),
  signature: z.string(),
});

/** A signed statement: the journal up to `sequence` had this root, or was pruned up to it. */
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

/** File name of a checkpoint in the evidence store. Names sort by sequence. */
export function fileOf({ kind, sequence }: Pick<Checkpoint, 'kind' | 'sequence'>): string {
  return `journal/${kind}-${String(sequence).padStart(12, '0')}.json`;
}

/** Parses and verifies a checkpoint. Returns undefined if it is malformed, altered or signed by an unknown key. */
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

/** Restores the tree at the checkpoint. */
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
