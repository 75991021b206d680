import { createHash } from 'node:crypto';
import { MerkleTree } from '../../src/journal/merkle';

const leaf = (n: number) => createHash('sha256').update(`row ${n}`).digest('hex');
const leaves = (count: number) => Array.from({ length: count }, (_, n) => leaf(n));

/** RFC 6962, 2.1, word for word: the other way to the same root. */
function root(hashes: readonly string[]): Buffer {
  if (hashes.length === 0) return createHash('sha256').digest();
  if (hashes.length === 1)
    return createHash('sha256')
      .update(Buffer.of(0))
      .update(Buffer.from(hashes[0]!, 'hex'))
      .digest();
  let half = 1;
  while (half * 2 < hashes.length) half *= 2;
  return createHash('sha256')
    .update(Buffer.of(1))
    .update(root(hashes.slice(0, half)))
    .update(root(hashes.slice(half)))
    .digest();
}

describe('the Merkle tree', () => {
  it('has the root that RFC 6962 defines, for every size up to 70', () => {
    const tree = new MerkleTree();
    const roots = [tree.root()];
    for (const hash of leaves(70)) {
      tree.add(hash);
      roots.push(tree.root());
    }

    expect(roots).toEqual(roots.map((_, size) => root(leaves(size)).toString('hex')));
  });

  it('goes on from its peaks alone, without the leaves before', () => {
    const whole = new MerkleTree();
    for (const hash of leaves(37)) whole.add(hash);
    const later = MerkleTree.resume(37, whole.peakHashes);

    for (const hash of leaves(5)) later.add(hash);

    expect(later.root()).toBe(root([...leaves(37), ...leaves(5)]).toString('hex'));
  });

  it('refuses peaks that are not those of its size', () => {
    expect(() => MerkleTree.resume(3, [leaf(1)])).toThrow('peaks');
  });
});
