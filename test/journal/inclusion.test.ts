import { createHash } from 'node:crypto';
import { auditPath, rootFromPath } from '../../src/journal/inclusion';
import { MerkleTree } from '../../src/journal/merkle';

const hashes = Array.from({ length: 33 }, (_, n) =>
  createHash('sha256').update(String(n)).digest('hex'),
);

function treeOf(size: number): MerkleTree {
  const tree = new MerkleTree();
  for (const hash of hashes.slice(0, size)) tree.add(hash);
  return tree;
}

describe('the audit path', () => {
  it('leads from every entry to the root, whatever part of the tree is known by its peaks', () => {
    for (let size = 1; size <= hashes.length; size++)
      for (let covered = 0; covered < size; covered++) {
        const peaks = treeOf(covered).peakHashes;
        const entries = hashes.slice(covered, size);
        for (let index = covered; index < size; index++) {
          const path = auditPath({ covered, peaks, entries }, index);
          expect(rootFromPath(hashes[index]!, { index, path, size })).toBe(treeOf(size).root());
        }
      }
  });

  it('fits no other entry, place or size', () => {
    const path = auditPath({ covered: 0, peaks: [], entries: hashes.slice(0, 7) }, 3);
    const root = treeOf(7).root();

    expect(rootFromPath(hashes[4]!, { index: 3, path, size: 7 })).not.toBe(root);
    expect(rootFromPath(hashes[3]!, { index: 4, path, size: 7 })).not.toBe(root);
    expect(rootFromPath(hashes[3]!, { index: 3, path: path.slice(1), size: 7 })).toBeUndefined();
    expect(rootFromPath(hashes[3]!, { index: 9, path, size: 7 })).toBeUndefined();
  });
});
