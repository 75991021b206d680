import { createHash } from 'node:crypto';

/** What is known of a tree: the roots of its first complete subtrees, and all leaves after them. */
export interface PartialTree {
  /** Leaves below the peaks. */
  readonly covered: number;
  /** Roots of the complete subtrees, largest first, in hex. */
  readonly peaks: readonly string[];
  /** Hashes of the entries after them, in hex. */
  readonly entries: readonly string[];
}

/**
 * Builds the RFC 6962 audit path of an entry behind the covered part.
 * Source: https://www.rfc-editor.org/rfc/rfc6962#section-2.1.1 (June 2013)
 * @param index position of the entry, from 0
 * @returns sibling hashes in hex, from the leaf to the root
 */
export function auditPath(tree: PartialTree, index: number): string[] {
  if (index < tree.covered) throw new Error('the entry is in the covered part of the tree');
  const known = knownNodes(tree);
  const nodeOf = (start: number, size: number): Buffer => {
    const found = known.get(`${start} ${size}`);
    if (found) return found;
    const left = splitOf(size);
    return parent(nodeOf(start, left), nodeOf(start + left, size - left));
  };
  const pathIn = (start: number, size: number): Buffer[] => {
    if (size === 1) return [];
    const left = splitOf(size);
    return index < start + left
      ? [...pathIn(start, left), nodeOf(start + left, size - left)]
      : [...pathIn(start + left, size - left), nodeOf(start, left)];
  };
  return pathIn(0, tree.covered + tree.entries.length).map((hash) => hash.toString('hex'));
}

/**
 * Recomputes the root of a tree of `size` entries from one entry and its audit path.
 * Source: https://www.rfc-editor.org/rfc/rfc9162#section-2.1.3.2 (December 2021)
 * @returns the root in hex; undefined if the path does not fit the tree
 */
export function rootFromPath(
  entryHash: string,
  { index, path, size }: { index: number; path: readonly string[]; size: number },
): string | undefined {
  if (index < 0 || index >= size) return undefined;
  let [at, last] = [index, size - 1];
  let hash = leaf(entryHash);
  for (const step of path) {
    if (last === 0) return undefined;
    const sibling = Buffer.from(step, 'hex');
    if (at % 2 === 1 || at === last) {
      hash = parent(sibling, hash);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else hash = parent(hash, sibling);
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 ? hash.toString('hex') : undefined;
}

function knownNodes({ covered, entries, peaks }: PartialTree): Map<string, Buffer> {
  const known = new Map<string, Buffer>();
  let start = 0;
  for (const hash of peaks) {
    const size = splitOf(covered - start + 1);
    known.set(`${start} ${size}`, Buffer.from(hash, 'hex'));
    start += size;
  }
  for (const [at, hash] of entries.entries()) known.set(`${covered + at} 1`, leaf(hash));
  return known;
}

/** The largest power of two below `size`. */
function splitOf(size: number): number {
  return 2 ** Math.floor(Math.log2(size - 1));
}

function leaf(entryHash: string): Buffer {
  return createHash('sha256').update(Buffer.of(0)).update(Buffer.from(entryHash, 'hex')).digest();
}

function parent(left: Buffer, right: Buffer): Buffer {
  return createHash('sha256').update(Buffer.of(1)).update(left).update(right).digest();
}
