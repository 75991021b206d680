import { createHash } from 'node:crypto';

/** One complete subtree: 2^height leaves. */
interface Peak {
  readonly height: number;
  readonly hash: Buffer;
}

/**
 * A growing Merkle tree as RFC 6962 (section 2.1) defines it, kept as the roots of its complete
 * subtrees: a handful of hashes, whatever the number of leaves. From them a later look goes on
 * without the rows before, which is what lets the journal forget its oldest part.
 * Source: https://www.rfc-editor.org/rfc/rfc6962#section-2.1 (June 2013)
 */
export class MerkleTree {
  private peaks: Peak[] = [];
  private count = 0;

  /** Goes on from a tree of `size` leaves; its peaks come largest first, as `peakHashes` gives them. */
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

  /** Adds one leaf: a row's hash in hex. */
  add(rowHash: string): void {
    this.count += 1;
    let peak: Peak = { height: 0, hash: digest(0, Buffer.from(rowHash, 'hex')) };
    for (let last = this.peaks.at(-1); last?.height === peak.height; last = this.peaks.at(-1)) {
      peak = { height: peak.height + 1, hash: digest(1, last.hash, peak.hash) };
      this.peaks.pop();
    }
    this.peaks.push(peak);
  }

  /** In hex; of an empty tree the hash of nothing. */
  root(): string {
    const [smallest, ...larger] = this.peaks.toReversed();
    if (!smallest) return createHash('sha256').digest('hex');
    let { hash } = smallest;
    for (const peak of larger) hash = digest(1, peak.hash, hash);
    return hash.toString('hex');
  }
}

/** The heights of the complete subtrees are the ones in the size's binary digits. */
function heightsOf(size: number): number[] {
  const digits = [...size.toString(2)];
  return digits.flatMap((digit, at) => (digit === '1' ? [digits.length - 1 - at] : []));
}

function digest(prefix: 0 | 1, ...parts: readonly Buffer[]): Buffer {
  const hash = createHash('sha256').update(Buffer.of(prefix));
  for (const part of parts) hash.update(part);
  return hash.digest();
}
