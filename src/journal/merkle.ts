import { createHash } from 'node:crypto';

/** One complete subtree: 2^height leaves. */
interface Peak {
  readonly height: number;
  readonly hash: Buffer;
}

/**
 * An append-only Merkle tree (RFC 6962, section 2.1), stored as the roots of its complete subtrees.
 * Those few hashes are enough to append further leaves, which allows pruning old entries.
 * Source: https://www.rfc-editor.org/rfc/rfc6962#section-2.1 (June 2013)
 */
export class MerkleTree {
  private peaks: Peak[] = [];
  private count = 0;

  /** Restores a tree of `size` leaves from its `peakHashes`, largest first. */
  static resume(size: number, hashes: readonly string[]): MerkleTree {
    const tree = new MerkleTree();
    const heights = heightsOf(size);
    if (heights.length !== hashes.length) throw new Error('not the peaks of a tree of this size');
    tree.peaks = heights.map((height, at) => ({ height, hash: Buffer.from(hashes[at]!, 'hex') }));
    tree.count = size;
    return tree;
  }

  get size(): number {
    return this.count;
  }

  get peakHashes(): string[] {
    return this.peaks.map(({ hash }) => hash.toString('hex'));
  }

  /** Appends a leaf: the hash of an entry, in hex. */
  add(rowHash: string): void {
    this.count += 1;
    let peak: Peak = { height: 0, hash: digest(0, Buffer.from(rowHash, 'hex')) };
    for (let last = this.peaks.at(-1); last?.height === peak.height; last = this.peaks.at(-1)) {
      peak = { height: peak.height + 1, hash: digest(1, last.hash, peak.hash) };
      this.peaks.pop();
    }
    this.peaks.push(peak);
  }

  /** Root in hex; for an empty tree, the hash of the empty string. */
  root(): string {
    const [smallest, ...larger] = this.peaks.toReversed();
    if (!smallest) return createHash('sha256').digest('hex');
    let { hash } = smallest;
    for (const peak of larger) hash = digest(1, peak.hash, hash);
    return hash.toString('hex');
  }
}

/** Heights of the complete subtrees: the set bits of the size. */
function heightsOf(size: number): number[] {
  const digits = [...size.toString(2)];
  return digits.flatMap((digit, at) => (digit === '1' ? [digits.length - 1 - at] : []));
}

function digest(prefix: 0 | 1, ...parts: readonly Buffer[]): Buffer {
  const hash = createHash('sha256').update(Buffer.of(prefix));
  for (const part of parts) hash.update(part);
  return hash.digest();
}
